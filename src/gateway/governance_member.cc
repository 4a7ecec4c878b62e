#include "gateway/governance_member.h"

#include "gateway/filter_answer.h"

namespace gs::gateway {

void write_governance(JsonWriter& out, const Judgement& made) {
  const policy::Decision& decision = made.decision();
  out.begin_object().key("decision_id").string(made.decision_id);
  out.key("action").string(policy::to_string(decision.action));
  out.key("reasons").begin_array();
  for (const std::string& reason : decision.reasons) out.string(reason);
  out.end_array().key("rules");
  write_rules(out, decision);
  out.key("signals");
  write_signals(out, made.inspection, made.policy->inspector->policy());
  out.key("policy_digest").string(decision.policy_digest).end_object();
}

}  // namespace gs::gateway
