// governed-speed policy explain FILE [--rule ID] --phase prompt --context JSON [--text T]
#include <boost/json/serialize.hpp>
#include <ostream>

#include "base/json_writer.h"
#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_input.h"
#include "policy/explain.h"

namespace gs::command {

int policy_explain(const PolicyExplainOptions& options, const PolicyShell& shell) {
  PreparedInput prepared;
  if (!prepare_input(shell, options.input, prepared)) return kExitUnusable;
  const policy::CompiledPolicy& compiled = *prepared.policy;
  policy::Frame frame;
  policy::Decision decision;
  policy::decide(compiled, prepared.inputs, frame, decision);
  boost::json::array rows;
  for (const uint32_t index : compiled.rules_of(prepared.inputs.phase)) {
    const policy::CompiledRule& rule = compiled.rules()[index];
    if (!options.rule.empty() && rule.rule.id != options.rule) continue;
    rows.emplace_back(boost::json::object{{"id", rule.rule.id},
                                          {"action", policy::to_string(rule.rule.action)},
                                          {"explanation", policy::explain(rule, frame)}});
  }
  if (rows.empty() && !options.rule.empty()) {
    return report_unusable(
        shell,
        {ErrorCode::kNotFound, "no rule of the phase has the id '" + options.rule + "'", "--rule"});
  }
  if (options.format == OutputFormat::kJson) {
    const boost::json::object report{{"decision", policy::to_json(decision)},
                                     {"rules", std::move(rows)}};
    shell.out << to_json_text(report) << '\n';
    return kExitFine;
  }
  for (const boost::json::value& row : rows) {
    shell.out << "rule " << std::string_view(row.at("id").as_string()) << " -> "
              << std::string_view(row.at("action").as_string()) << '\n'
              << std::string_view(row.at("explanation").as_string()) << '\n';
  }
  shell.out << "decision: " << policy::to_string(decision.action) << '\n';
  return kExitFine;
}

}  // namespace gs::command
