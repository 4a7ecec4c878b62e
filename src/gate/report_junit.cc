#include "gate/report_junit.h"

#include <fmt/format.h>

namespace gs::gate {
namespace {

// Text of an attribute or an element. What XML 1.0 cannot hold becomes '?'.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
      case '\t':
      case '\r':
        out += ' ';
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

bool is_failure(const Check& check) {
  return check.outcome == Outcome::kViolation || check.outcome == Outcome::kMissing;
}

std::string case_name(const Check& check) {
  if (check.kind != CheckKind::kThreshold || check.detail.limit.empty()) return check.id;
  return check.id + " " + check.detail.limit;
}

std::string test_case(const Check& check) {
  std::string out = fmt::format("    <testcase classname=\"governance.{}\" name=\"{}\" time=\"0\"",
                                to_string(check.kind), xml(case_name(check)));
  const std::string message = xml(check.message);
  if (is_failure(check)) {
    return out + fmt::format(
                     ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n"
                     "    </testcase>\n",
                     to_string(check.outcome), message, message);
  }
  if (check.outcome == Outcome::kNotEvaluated) {
    return out + fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n", message);
  }
  if (check.outcome == Outcome::kPass) return out + "/>\n";
  return out + fmt::format(">\n      <system-out>{}: {}</system-out>\n    </testcase>\n",
                           to_string(check.outcome), message);
}

struct Tally {
  size_t tests = 0;
  size_t failures = 0;
  size_t skipped = 0;

  void add(const Check& check) {
    ++tests;
    if (is_failure(check)) ++failures;
    if (check.outcome == Outcome::kNotEvaluated) ++skipped;
  }
};

void add_suite(const Report& report, CheckKind kind, std::string_view name, std::string& out) {
  Tally tally;
  std::string cases;
  for (const Check& check : report.checks) {
    if (check.kind != kind) continue;
    tally.add(check);
    cases += test_case(check);
  }
  if (tally.tests == 0) return;
  out += fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" "
      "time=\"0\" timestamp=\"{}\">\n{}  </testsuite>\n",
      name, tally.tests, tally.failures, tally.skipped, report.created_at.substr(0, 19), cases);
}

}  // namespace

std::string to_junit(const Report& report) {
  Tally tally;
  for (const Check& check : report.checks) tally.add(check);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      "<testsuites name=\"governed-speed gate\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "time=\"0\">\n",
      tally.tests, tally.failures);
  add_suite(report, CheckKind::kThreshold, "thresholds", out);
  add_suite(report, CheckKind::kGate, "named gates", out);
  add_suite(report, CheckKind::kArtifact, "artifacts", out);
  return out + "</testsuites>\n";
}

}  // namespace gs::gate
