#include "gate/submission.h"

#include <algorithm>
#include <boost/json.hpp>

namespace gs::gate {
namespace {

namespace json = boost::json;

constexpr size_t kMostNames = 200;  // a list of names stays far below what metadata may have

json::array names(const std::vector<std::string>& list, size_t most = SIZE_MAX) {
  json::array array;
  for (const std::string& name : list) {
    if (array.size() == most) break;
    array.emplace_back(name);
  }
  return array;
}

bool is_in(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::vector<std::string> passed_tests(const Report& report) {
  std::vector<std::string> passed;
  for (const Check& check : report.checks) {
    if (check.outcome != Outcome::kPass || is_in(report.violations, check.id)) continue;
    if (!is_in(report.warnings, check.id) && !is_in(passed, check.id)) passed.push_back(check.id);
  }
  return passed;
}

std::string_view result_of(Status status) {
  switch (status) {
    case Status::kPass:
      return "PASSED";
    case Status::kWarn:
      return "WARNED";
    case Status::kFail:
      break;
  }
  return "FAILED";
}

}  // namespace

json::object evidence_metadata(const Report& report) {
  const std::vector<std::string> passed = passed_tests(report);
  json::object metadata{{"status", to_string(report.status)},
                        {"passedTests", names(passed, kMostNames)},
                        {"violations", names(report.violations, kMostNames)},
                        {"warnings", names(report.warnings, kMostNames)},
                        {"policy_digest", report.facts.policy_digest}};
  if (!report.facts.stage.empty()) metadata["stage"] = report.facts.stage;
  size_t left_out = 0;
  for (const size_t count : {passed.size(), report.violations.size(), report.warnings.size()}) {
    left_out += count > kMostNames ? count - kMostNames : 0;
  }
  if (left_out > 0) metadata["tests_left_out"] = left_out;
  for (const auto& [area, metrics] : report.metrics) {
    json::object values;
    for (const auto& [metric, measured] : metrics) {
      if (values.size() < kMostNames) values[metric] = measured.value;
    }
    if (!metadata.contains(area)) metadata[area] = std::move(values);
  }
  return metadata;
}

ledger::Statement test_result(const Report& report) {
  ledger::Statement statement;
  for (const EvidenceFile& input : report.inputs) {
    if (statement.subjects.size() == ledger::kMaxSubjects) break;
    statement.subjects.push_back({input.path, input.sha256});
  }
  const std::string policy =
      report.facts.policy_file.empty() ? "built-in policy" : report.facts.policy_file;
  if (statement.subjects.empty()) {
    statement.subjects.push_back({policy, report.facts.policy_digest});
  }
  statement.predicate_type = std::string(ledger::kTestResultPredicate);
  json::object configuration{{"name", policy},
                             {"digest", json::object{{"sha256", report.facts.policy_digest}}}};
  statement.predicate = {{"result", result_of(report.status)},
                         {"configuration", json::array{std::move(configuration)}},
                         {"passedTests", names(passed_tests(report))},
                         {"warnedTests", names(report.warnings)},
                         {"failedTests", names(report.violations)}};
  return statement;
}

}  // namespace gs::gate
