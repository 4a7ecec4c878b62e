#include "gateway/filter_answer.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "filter/mask.h"
#include "text/signal_json.h"

namespace gs::gateway {
namespace {

namespace json = boost::json;

// By place; offsets go out in code points of the submitted text.
void write_entities(JsonWriter& out, std::vector<detect::Finding> findings, std::string_view text) {
  std::sort(findings.begin(), findings.end(), filter::masked_before);
  out.begin_array();
  size_t byte = 0;
  size_t start = 0;  // code points before `byte`
  for (const detect::Finding& finding : findings) {
    const auto [begin, end] = finding.span;
    start += count_code_points(text.substr(byte, begin - byte));
    byte = begin;
    const size_t length = count_code_points(text.substr(begin, end - begin));
    out.begin_object().key("type").string(finding.type);
    out.key("start").integer(static_cast<int64_t>(start));
    out.key("end").integer(static_cast<int64_t>(start + length));
    out.key("score").number(finding.score).end_object();
  }
  out.end_array();
}

}  // namespace

void write_rules(JsonWriter& out, const policy::Decision& decision) {
  out.begin_array();
  for (const policy::RuleResult& rule : decision.rules) write_json(out, rule);
  out.end_array();
}

void write_signals(JsonWriter& out, const filter::Inspection& inspection,
                   const policy::CompiledPolicy& policy) {
  out.begin_object();
  for (const text::SignalNumber number : policy.signals_by_name()) {
    if (!inspection.computed[number]) continue;
    out.key(policy.signals()[number].name);
    text::write_json(out, inspection.detection.signals[number].value);
  }
  out.end_object();
}

std::string filter_answer(const filter::Inspection& inspection,
                          const policy::CompiledPolicy& policy, std::string_view text,
                          std::string_view decision_id, const std::string* masked) {
  const policy::Decision& decision = inspection.decision;
  JsonWriter out;
  out.begin_object().key("allowed").boolean(decision.allowed);
  out.key("action").string(policy::to_string(decision.action));
  out.key("reasons").begin_array();
  for (const std::string& reason : decision.reasons) out.string(reason);
  out.end_array().key("decision_id").string(decision_id);
  out.key("rules");
  write_rules(out, decision);
  out.key("signals");
  write_signals(out, inspection, policy);
  out.key("entities");
  write_entities(out, inspection.detection.findings, text);
  if (masked != nullptr) out.key(text::to_string(decision.phase)).string(*masked);
  out.key("policy_digest").string(decision.policy_digest).end_object();
  return out.take();
}

}  // namespace gs::gateway
