// governed-speed policy lint | test | eval | explain | diff | fmt, as plain functions.
//
// Each takes its parsed options, writes results to `out` and problems to `err`, and returns the
// exit status: 0 fine, 1 lint errors, failing tests or unformatted files, 2 unusable input.
// Problems read `error: <what> (<where>)`.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "base/files.h"
#include "policy/rule_tests.h"

namespace gs::command {

enum class OutputFormat { kText, kJson };

// What every command works with. `signals` finds the signals of a text; policy::signals_from_given
// serves where there are no detectors.
struct PolicyShell {
  Files& files;
  std::ostream& out;
  std::ostream& err;
  policy::SignalSource signals = policy::signals_from_given;
};

struct PolicyLintOptions {
  std::string policy;
  std::vector<std::string> guards;  // names of external guards that rules may read
  bool strict = false;              // warnings count as errors
  OutputFormat format = OutputFormat::kText;
};
int policy_lint(const PolicyLintOptions& options, const PolicyShell& shell);

struct PolicyTestOptions {
  std::string policy;
  std::vector<std::string> test_files;
  std::vector<std::string> guards;
  double min_branch_coverage = 0;  // percent, 0 to 100; less coverage fails
  OutputFormat format = OutputFormat::kText;
};
int policy_test(const PolicyTestOptions& options, const PolicyShell& shell);

// One input to decide. Empty policy: the baseline alone.
struct PolicyInputOptions {
  std::string policy;
  std::string phase = "prompt";  // prompt | output
  std::string text;              // the prompt or the output
  std::string context = "{}";    // JSON object
  std::string request = "{}";    // JSON object: model, path, tenant, principal, labels, ...
  std::vector<std::string> guards;
  double canary_bucket = 0;  // 0 <= bucket < 100
};

struct PolicyEvalOptions {
  PolicyInputOptions input;
};
// Always JSON: the Decision.
int policy_eval(const PolicyEvalOptions& options, const PolicyShell& shell);

struct PolicyExplainOptions {
  PolicyInputOptions input;
  std::string rule;  // empty: every rule of the phase
  OutputFormat format = OutputFormat::kText;
};
int policy_explain(const PolicyExplainOptions& options, const PolicyShell& shell);

struct PolicyDiffOptions {
  std::string before;
  std::string after;
  OutputFormat format = OutputFormat::kText;
};
int policy_diff(const PolicyDiffOptions& options, const PolicyShell& shell);

struct PolicyFmtOptions {
  std::vector<std::string> policies;
  bool write = false;  // replace the files; otherwise the text goes to `out`
  bool check = false;  // write nothing, exit 1 if a file would change
};
int policy_fmt(const PolicyFmtOptions& options, const PolicyShell& shell);

}  // namespace gs::command
