// governed-speed policy eval FILE --phase prompt --context JSON [--text T]
#include <boost/json/serialize.hpp>
#include <ostream>

#include "base/json_writer.h"
#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_input.h"

namespace gs::command {

int policy_eval(const PolicyEvalOptions& options, const PolicyShell& shell) {
  PreparedInput prepared;
  if (!prepare_input(shell, options.input, prepared)) return kExitUnusable;
  const policy::Decision decision = policy::decide(*prepared.policy, prepared.inputs);
  shell.out << to_json_text(policy::to_json(decision)) << '\n';
  return kExitFine;
}

}  // namespace gs::command
