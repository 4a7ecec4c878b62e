// governed-speed policy lint FILE
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "base/json_writer.h"
#include "filter/mask_entities.h"
#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_input.h"
#include "policy/document.h"
#include "policy/lint.h"

namespace gs::command {
namespace {

long count(const Issues& issues, Severity severity) {
  return std::count_if(issues.begin(), issues.end(),
                       [severity](const Issue& issue) { return issue.severity == severity; });
}

void print_json(const Issues& issues, const std::string& file, std::ostream& out) {
  boost::json::array rows;
  for (const Issue& issue : issues) rows.emplace_back(to_json(issue));
  const boost::json::object report{{"file", file},
                                   {"errors", count(issues, Severity::kError)},
                                   {"warnings", count(issues, Severity::kWarning)},
                                   {"issues", std::move(rows)}};
  out << to_json_text(report) << '\n';
}

}  // namespace

int policy_lint(const PolicyLintOptions& options, const PolicyShell& shell) {
  const auto text = read_text(shell, options.policy);
  if (!text) return kExitUnusable;
  if (const auto parsed = policy::parse_document(*text); !parsed.document) {
    shell.err << render(parsed.issues, options.policy, *text);
    return report_unusable(shell,
                           {ErrorCode::kInvalidInput, "the file cannot be read", options.policy});
  }
  auto [compiled, issues] = policy::CompiledPolicy::compile(*text, {options.guards});
  if (compiled != nullptr) {
    const Issues found = policy::lint(*compiled);
    issues.insert(issues.end(), found.begin(), found.end());
    const Issues masks = filter::unknown_mask_entities(*compiled);
    issues.insert(issues.end(), masks.begin(), masks.end());
    std::stable_sort(issues.begin(), issues.end(),
                     [](const Issue& a, const Issue& b) { return a.position < b.position; });
  }
  const long errors = count(issues, Severity::kError);
  const long warnings = count(issues, Severity::kWarning);
  if (options.format == OutputFormat::kJson) {
    print_json(issues, options.policy, shell.out);
  } else {
    shell.out << render(issues, options.policy, *text) << options.policy << ": " << errors
              << " errors, " << warnings << " warnings\n";
  }
  const bool bad = errors > 0 || (options.strict && warnings > 0);
  return bad ? kExitFound : kExitFine;
}

}  // namespace gs::command
