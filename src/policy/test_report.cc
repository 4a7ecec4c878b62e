// The two written forms of a TestReport (rule_tests.h).
#include <fmt/format.h>

#include "policy/rule_tests.h"

namespace gs::policy {
namespace {

namespace json = boost::json;

std::string title(const TestResult& result) {
  return result.rule.empty() ? result.name : result.rule + " " + result.name;
}

std::string unseen(const Branch& branch) {
  if (!branch.seen_true && !branch.seen_false) return "true and false";
  return branch.seen_true ? "false" : "true";
}

void write_gaps(const RuleCoverage& rule, std::string& out) {
  if (!rule.matched) out += fmt::format("  {}: no test in which it matches\n", rule.id);
  if (!rule.missed) out += fmt::format("  {}: no test in which it does not match\n", rule.id);
  for (const Branch& branch : rule.branches) {
    if (branch.seen_true && branch.seen_false) continue;
    out += fmt::format("  {}: `{}` never seen {}\n", rule.id, branch.expression, unseen(branch));
  }
}

double percent(int part, int whole) {
  return whole == 0 ? 100.0 : 100.0 * part / whole;
}

}  // namespace

std::string to_text(const TestReport& report) {
  std::string out;
  for (const TestResult& result : report.results) {
    if (result.passed()) {
      out += fmt::format("ok    {}\n", title(result));
    } else if (!result.problem.empty()) {
      out += fmt::format("FAIL  {} (line {}): {}\n", title(result), result.position.line,
                         result.problem);
    } else {
      out += fmt::format("FAIL  {} (line {}): expected {}, got {}\n", title(result),
                         result.position.line, to_string(result.expect), to_string(result.actual));
    }
  }
  out += fmt::format("{} tests, {} failed\n", report.results.size(), report.failures());
  const int rules = static_cast<int>(report.coverage.size());
  out += fmt::format("rule coverage {}/{} ({:.0f}%), branch coverage {}/{} ({:.0f}%)\n",
                     report.rules_covered(), rules, percent(report.rules_covered(), rules),
                     report.branches_covered(), report.branches(),
                     percent(report.branches_covered(), report.branches()));
  for (const RuleCoverage& rule : report.coverage) write_gaps(rule, out);
  return out;
}

json::object to_json(const TestReport& report) {
  json::array results;
  for (const TestResult& result : report.results) {
    json::object object{{"name", result.name},
                        {"line", result.position.line},
                        {"phase", text::to_string(result.phase)},
                        {"expect", to_string(result.expect)},
                        {"actual", to_string(result.actual)},
                        {"passed", result.passed()}};
    if (!result.rule.empty()) object["rule"] = result.rule;
    if (!result.problem.empty()) object["problem"] = result.problem;
    results.emplace_back(std::move(object));
  }
  json::array coverage;
  for (const RuleCoverage& rule : report.coverage) {
    json::array branches;
    for (const Branch& branch : rule.branches) {
      branches.emplace_back(json::object{{"expression", branch.expression},
                                         {"seen_true", branch.seen_true},
                                         {"seen_false", branch.seen_false}});
    }
    coverage.emplace_back(json::object{{"id", rule.id},
                                       {"matched", rule.matched},
                                       {"missed", rule.missed},
                                       {"branches", std::move(branches)}});
  }
  return {{"tests", std::move(results)},
          {"failed", report.failures()},
          {"rules_covered", report.rules_covered()},
          {"rules", static_cast<int64_t>(report.coverage.size())},
          {"branches_covered", report.branches_covered()},
          {"branches", report.branches()},
          {"coverage", std::move(coverage)}};
}

}  // namespace gs::policy
