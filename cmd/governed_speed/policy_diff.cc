// governed-speed policy diff OLD NEW
#include <boost/json/serialize.hpp>
#include <ostream>

#include "base/json_writer.h"
#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_input.h"
#include "policy/diff.h"

namespace gs::command {

int policy_diff(const PolicyDiffOptions& options, const PolicyShell& shell) {
  const auto before = compile_file(shell, options.before, {});
  const auto after = compile_file(shell, options.after, {});
  if (before == nullptr || after == nullptr) return kExitUnusable;
  const policy::PolicyDiff changes = policy::diff(before->effective(), after->effective());
  if (options.format == OutputFormat::kText) {
    shell.out << policy::to_text(changes);
    return kExitFine;
  }
  boost::json::object report = policy::to_json(changes);
  report["old_digest"] = before->digest();
  report["new_digest"] = after->digest();
  shell.out << to_json_text(report) << '\n';
  return kExitFine;
}

}  // namespace gs::command
