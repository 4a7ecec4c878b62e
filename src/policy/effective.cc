#include "policy/effective.h"

#include <utility>

#include "base/digest.h"
#include "base/json.h"

namespace gs::policy {

namespace json = boost::json;

Result<EffectivePolicy> make_effective(const PolicyModel& model,
                                       std::span<const BaselineRule> baseline) {
  EffectivePolicy effective;
  effective.tree = model.tree;
  json::value& section = effective.tree["policy_as_code"];
  if (!section.is_object()) section = json::object();
  json::value& rules = section.get_object()["rules"];
  if (!rules.is_array()) rules = json::array();
  for (json::value& rule : rules.get_array()) {
    rule.as_object()["source"] = to_string(RuleSource::kFile);
  }
  for (const BaselineRule& rule : baseline) {
    json::object written = rule.written;
    written["source"] = to_string(RuleSource::kBaseline);
    rules.get_array().push_back(std::move(written));
  }
  GS_TRY(effective.canonical, canonical_json(effective.tree));
  effective.digest = sha256_hex(effective.canonical);
  return effective;
}

}  // namespace gs::policy
