#include "gate/check.h"

#include <algorithm>
#include <array>

namespace gs::gate {
namespace {

namespace json = boost::json;

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::optional<Measurement> find_metric(const std::map<std::string, Measurement>& area,
                                       const policy::Threshold& threshold) {
  const bool of_area = threshold.metric.empty();
  auto found = area.find(of_area ? threshold.area : threshold.metric);
  if (found == area.end() && of_area) found = area.find("value");
  if (found == area.end()) return std::nullopt;
  return found->second;
}

// A bound was to decide and there is none: the value passed, but nothing says how surely.
void warn_of_missing_bound(Detail& detail) {
  const bool is_target = detail.limit.starts_with("target");
  if (!is_target || detail.outcome != Outcome::kPass || detail.interval) return;
  detail.outcome = Outcome::kWarning;
  detail.message += ", but compare: upper_bound needs counts or an interval, and there are none";
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
      detail.value = value.value;
      detail.interval = value.interval();
      detail.outcome = Outcome::kNotEvaluated;
      detail.message = detail.metric + " has no threshold";
      report.count(detail.metric, detail.outcome);
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

}  // namespace

std::string_view to_string(Status status) {
  constexpr std::array<std::string_view, 3> kNames = {"pass", "warn", "fail"};
  return kNames[static_cast<size_t>(status)];
}

void Verdict::count(const std::string& name, Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      break;
    case Outcome::kRetrain:
    case Outcome::kWarning:
      add_once(warnings, name);
      if (outcome == Outcome::kRetrain) add_once(warnings, "retrain");
      break;
    case Outcome::kViolation:
    case Outcome::kMissing:
      add_once(violations, name);
      break;
    case Outcome::kNotEvaluated:
      add_once(not_evaluated, name);
      break;
  }
}

void Verdict::close() {
  // A violation says more than a warning about the same metric.
  std::erase_if(warnings, [this](const std::string& name) {
    return std::find(violations.begin(), violations.end(), name) != violations.end();
  });
  if (!violations.empty()) {
    status = Status::kFail;
  } else if (!warnings.empty()) {
    status = Status::kWarn;
  }
}

GateReport check(std::span<const policy::Threshold> thresholds, const Metrics& metrics) {
  GateReport report;
  for (const policy::Threshold& threshold : thresholds) {
    const auto area = metrics.find(threshold.area);
    const bool given = area != metrics.end();
    const std::optional<Measurement> value =
        given ? find_metric(area->second, threshold) : std::nullopt;
    const Outcome absent = given ? Outcome::kMissing : Outcome::kNotEvaluated;
    for (Detail& detail : compare(threshold, value, absent)) {
      if (threshold.compare_upper_bound && value) warn_of_missing_bound(detail);
      report.count(detail.metric, detail.outcome);
      report.details.push_back(std::move(detail));
    }
  }
  add_unread(thresholds, metrics, report);
  report.close();
  return report;
}

json::object to_json(const Detail& detail) {
  json::object object{
      {"metric", detail.metric},         {"value", optional_number(detail.value)},
      {"limit", detail.limit},           {"threshold", optional_number(detail.threshold)},
      {"comparison", detail.comparison}, {"outcome", to_string(detail.outcome)},
      {"message", detail.message}};
  if (detail.interval) {
    object["confidence_interval"] = json::object{{"low", detail.interval->low},
                                                 {"high", detail.interval->high},
                                                 {"level", detail.interval->level},
                                                 {"method", detail.interval->method}};
  }
  if (detail.samples_needed) object["samples_needed"] = *detail.samples_needed;
  return object;
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
