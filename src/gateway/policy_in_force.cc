#include "gateway/policy_in_force.h"

#include "base/json_writer.h"

#include <algorithm>
#include <boost/json.hpp>

namespace gs::gateway {
namespace {

namespace json = boost::json;

std::string rules_document(const policy::CompiledPolicy& policy, const std::string& origin,
                           WallTime loaded_at) {
  json::object out = policy.effective();
  out["policy_digest"] = policy.digest();
  out["loaded_at"] = to_rfc3339(loaded_at);
  out["loaded_from"] = origin;
  return to_json_text(out);
}

}  // namespace

std::shared_ptr<const LoadedPolicy> describe(std::shared_ptr<const filter::Inspector> inspector,
                                             std::string origin, WallTime loaded_at,
                                             telemetry::Metrics& metrics) {
  auto loaded = std::make_shared<LoadedPolicy>();
  const policy::CompiledPolicy& policy = inspector->policy();
  loaded->rules_document = rules_document(policy, origin, loaded_at);
  loaded->short_digest = policy.digest().substr(0, 12);
  loaded->has_canary = std::any_of(
      policy.rules().begin(), policy.rules().end(), [](const policy::CompiledRule& compiled) {
        return compiled.rule.mode.kind == policy::RuleMode::Kind::kCanary;
      });
  loaded->masks = std::any_of(policy.rules().begin(), policy.rules().end(),
                              [](const policy::CompiledRule& compiled) {
                                return compiled.rule.action == policy::Action::kMask &&
                                       compiled.rule.mode.kind != policy::RuleMode::Kind::kShadow;
                              });
  loaded->whole_text_rules = inspector->whole_text_rules();
  loaded->counts = std::make_unique<DecisionCounts>(metrics, policy);
  loaded->origin = std::move(origin);
  loaded->loaded_at = loaded_at;
  loaded->inspector = std::move(inspector);
  return loaded;
}

}  // namespace gs::gateway
