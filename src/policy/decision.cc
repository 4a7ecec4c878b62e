#include "policy/decision.h"

#include <array>

namespace gs::policy {

namespace json = boost::json;

std::string_view to_string(Outcome outcome) {
  constexpr std::array<std::string_view, 4> kNames = {"no_match", "matched", "error",
                                                      "not_evaluated"};
  return kNames[static_cast<size_t>(outcome)];
}

void Decision::clear() {
  phase = Phase::kPrompt;
  action = Action::kAllow;
  allowed = true;
  reasons.clear();
  rules.clear();
  effects.safe_mode = false;
  effects.summarize = false;
  effects.masks.clear();
  lawful_basis = false;
  policy_digest.clear();
}

json::value to_json(const RuleMode& mode) {
  if (mode.kind == RuleMode::Kind::kCanary) {
    return json::object{{"canary_percent", mode.canary_percent}};
  }
  return json::value(to_string(mode));
}

json::object to_json(const RuleResult& result) {
  json::object object{{"id", result.id},
                      {"outcome", to_string(result.outcome)},
                      {"action", to_string(result.action)},
                      {"mode", to_json(result.mode)},
                      {"applied", result.applied},
                      {"source", to_string(result.source)}};
  if (!result.error.empty()) object["error"] = result.error;
  return object;
}

void write_json(JsonWriter& out, const RuleResult& result) {
  out.begin_object().key("action").string(to_string(result.action));
  out.key("applied").boolean(result.applied);
  if (!result.error.empty()) out.key("error").string(result.error);
  out.key("id").string(result.id);
  out.key("mode").value(to_json(result.mode));
  out.key("outcome").string(to_string(result.outcome));
  out.key("source").string(to_string(result.source)).end_object();
}

json::object to_json(const Decision& decision) {
  json::array reasons;
  for (const std::string& reason : decision.reasons) reasons.emplace_back(reason);
  json::array rules;
  for (const RuleResult& result : decision.rules) rules.emplace_back(to_json(result));
  return {{"phase", text::to_string(decision.phase)},
          {"action", to_string(decision.action)},
          {"allowed", decision.allowed},
          {"reasons", std::move(reasons)},
          {"rules", std::move(rules)},
          {"lawful_basis", decision.lawful_basis},
          {"policy_digest", decision.policy_digest}};
}

}  // namespace gs::policy
