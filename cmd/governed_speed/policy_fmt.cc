// governed-speed policy fmt [--write | --check] FILE...
#include <ostream>

#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_input.h"
#include "policy/format_policy.h"

namespace gs::command {
namespace {

int format_file(const PolicyFmtOptions& options, const std::string& path,
                const PolicyShell& shell) {
  const auto text = read_text(shell, path);
  if (!text) return kExitUnusable;
  const policy::FormattedPolicy formatted = policy::format_policy(*text);
  if (has_errors(formatted.issues)) {
    shell.err << render(formatted.issues, path, *text);
    return report_unusable(shell, {ErrorCode::kInvalidInput, "the file cannot be read", path});
  }
  if (options.check) {
    if (formatted.rewritten == 0) return kExitFine;
    shell.out << path << ": " << formatted.rewritten << " conditions are not in canonical form\n";
    return kExitFound;
  }
  if (!options.write) {
    shell.out << formatted.text;
    return kExitFine;
  }
  if (formatted.rewritten == 0) return kExitFine;
  const Status replaced = shell.files.replace(path, formatted.text);
  return replaced ? kExitFine : report_unusable(shell, replaced.error());
}

}  // namespace

int policy_fmt(const PolicyFmtOptions& options, const PolicyShell& shell) {
  int worst = kExitFine;
  for (const std::string& path : options.policies) {
    worst = std::max(worst, format_file(options, path, shell));
  }
  return worst;
}

}  // namespace gs::command
