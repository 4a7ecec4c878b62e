// governed-speed policy test FILE [TEST_FILE...]
#include <boost/json/serialize.hpp>
#include <ostream>

#include "base/json_writer.h"
#include "governed_speed/policy_commands.h"
#include "governed_speed/policy_input.h"

namespace gs::command {
namespace {

// Adds the tests of the file; false after its problems were reported.
bool add_tests(const PolicyShell& shell, const std::string& path,
               std::vector<policy::RuleTest>& tests) {
  const auto text = read_text(shell, path);
  if (!text) return false;
  policy::TestFile file = policy::parse_test_file(*text);
  if (has_errors(file.issues)) {
    shell.err << render(file.issues, path, *text);
    report_unusable(shell, {ErrorCode::kInvalidInput, "the test file cannot be read", path});
    return false;
  }
  tests.insert(tests.end(), file.tests.begin(), file.tests.end());
  return true;
}

}  // namespace

int policy_test(const PolicyTestOptions& options, const PolicyShell& shell) {
  const auto compiled = compile_file(shell, options.policy, options.guards);
  if (compiled == nullptr) return kExitUnusable;
  std::vector<policy::RuleTest> tests;
  for (const std::string& path : options.test_files) {
    if (!add_tests(shell, path, tests)) return kExitUnusable;
  }
  const policy::TestReport report = policy::run_tests(*compiled, tests, shell.signals);
  if (options.format == OutputFormat::kJson) {
    shell.out << to_json_text(policy::to_json(report)) << '\n';
  } else {
    shell.out << policy::to_text(report);
  }
  const double covered =
      report.branches() == 0 ? 100.0 : 100.0 * report.branches_covered() / report.branches();
  const bool bad = report.failures() > 0 || covered < options.min_branch_coverage;
  return bad ? kExitFound : kExitFine;
}

}  // namespace gs::command
