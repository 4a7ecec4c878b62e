#include "gate/check.h"

#include <algorithm>
#include <array>

namespace gs::gate {
namespace {

namespace json = boost::json;

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::optional<double> find_metric(const std::map<std::string, double>& area,
                                  const policy::Threshold& threshold) {
  const bool of_area = threshold.metric.empty();
  auto found = area.find(of_area ? threshold.area : threshold.metric);
  if (found == area.end() && of_area) found = area.find("value");
  if (found == area.end()) return std::nullopt;
  return found->second;
}

void count(const Detail& detail, GateReport& report) {
  switch (detail.outcome) {
    case Outcome::kPass:
      break;
    case Outcome::kWarning:
      add_once(report.warnings, detail.metric);
      break;
    case Outcome::kRetrain:
      add_once(report.warnings, detail.metric);
      add_once(report.warnings, "retrain");
      break;
    case Outcome::kViolation:
    case Outcome::kMissing:
      add_once(report.violations, detail.metric);
      break;
    case Outcome::kNotEvaluated:
      add_once(report.not_evaluated, detail.metric);
      break;
  }
}

// A metric that was given and that no threshold reads is named, so that a misspelt one is seen.
void add_unread(std::span<const policy::Threshold> thresholds, const Metrics& metrics,
                GateReport& report) {
  for (const auto& [area, values] : metrics) {
    for (const auto& [metric, value] : values) {
      const bool read = std::any_of(
          thresholds.begin(), thresholds.end(), [&](const policy::Threshold& threshold) {
            return threshold.area == area &&
                   (threshold.metric.empty() || threshold.metric == metric);
          });
      if (read) continue;
      Detail detail;
      detail.metric = area;
      detail.metric.append(".").append(metric);
      detail.value = value;
      detail.outcome = Outcome::kNotEvaluated;
      detail.message = detail.metric + " has no threshold";
      count(detail, report);
      report.details.push_back(std::move(detail));
    }
  }
}

json::array names(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& name : list) array.emplace_back(name);
  return array;
}

json::value optional_number(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::object to_json(const Detail& detail) {
  return {{"metric", detail.metric},         {"value", optional_number(detail.value)},
          {"limit", detail.limit},           {"threshold", optional_number(detail.threshold)},
          {"comparison", detail.comparison}, {"outcome", to_string(detail.outcome)},
          {"message", detail.message}};
}

}  // namespace

std::string_view to_string(Status status) {
  constexpr std::array<std::string_view, 3> kNames = {"pass", "warn", "fail"};
  return kNames[static_cast<size_t>(status)];
}

GateReport check(std::span<const policy::Threshold> thresholds, const Metrics& metrics) {
  GateReport report;
  for (const policy::Threshold& threshold : thresholds) {
    const auto area = metrics.find(threshold.area);
    const bool given = area != metrics.end();
    const std::optional<double> value = given ? find_metric(area->second, threshold) : std::nullopt;
    const Outcome absent = given ? Outcome::kMissing : Outcome::kNotEvaluated;
    for (Detail& detail : compare(threshold, value, absent)) {
      count(detail, report);
      report.details.push_back(std::move(detail));
    }
    // These metrics come without counts, so there is no bound that could decide.
    if (threshold.compare_upper_bound && value) add_once(report.warnings, threshold.name());
  }
  add_unread(thresholds, metrics, report);
  // A violation says more than a warning about the same metric.
  std::erase_if(report.warnings, [&report](const std::string& name) {
    return std::find(report.violations.begin(), report.violations.end(), name) !=
           report.violations.end();
  });
  if (!report.violations.empty()) {
    report.status = Status::kFail;
  } else if (!report.warnings.empty()) {
    report.status = Status::kWarn;
  }
  return report;
}

json::object to_json(const GateReport& report) {
  json::array details;
  for (const Detail& detail : report.details) details.emplace_back(to_json(detail));
  return {{"status", to_string(report.status)},
          {"violations", names(report.violations)},
          {"warnings", names(report.warnings)},
          {"not_evaluated", names(report.not_evaluated)},
          {"details", std::move(details)}};
}

}  // namespace gs::gate
