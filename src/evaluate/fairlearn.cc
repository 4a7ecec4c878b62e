#include "evaluate/fairlearn.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr std::string_view kRates[] = {"accuracy", "accuracy_score", "selection_rate",
                                       "true_positive_rate", "false_positive_rate"};

bool is_rate(std::string_view name) {
  return std::find(std::begin(kRates), std::end(kRates), name) != std::end(kRates);
}

const std::map<std::string, double>* find_metric(const MetricsByGroup& figures,
                                                 const std::string& metric) {
  auto at = figures.find(metric);
  if (at == figures.end() && metric == "accuracy") at = figures.find("accuracy_score");
  return at == figures.end() ? nullptr : &at->second;
}

std::optional<double> range_of(const MetricsByGroup& figures, const std::string& metric) {
  const auto* groups = find_metric(figures, metric);
  if (groups == nullptr) return {};
  double least = INFINITY, most = -INFINITY;
  for (const auto& [group, value] : *groups) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
  return most - least;
}

// The metric of all rows, from the groups' own and how many rows they have.
std::optional<double> weighed(const MetricsByGroup& figures, const std::string& metric) {
  const auto* groups = find_metric(figures, metric);
  const auto* counts = find_metric(figures, "count");
  if (counts == nullptr || (metric != "accuracy" && metric != "selection_rate")) return {};
  double sum = 0, total = 0;
  for (const auto& [group, value] : *groups) {
    const auto count = counts->find(group);
    if (count == counts->end()) return {};
    sum += value * count->second;
    total += count->second;
  }
  return total > 0 ? std::optional<double>(sum / total) : std::nullopt;
}

Status add_figures(const MetricsByGroup& figures, std::optional<double> overall,
                   const std::string& metric, const std::string& file, Artifact& artifact) {
  const auto* groups = find_metric(figures, metric);
  if (groups == nullptr) return refuse({file, 0}, metric, "there is no such metric");
  if (groups->size() < 2) return refuse({file, 0}, metric, "there must be two groups at least");
  if (!overall) overall = weighed(figures, metric);
  if (overall) {
    double most = 0;
    for (const auto& [group, value] : *groups) most = std::max(most, std::abs(value - *overall));
    artifact.metric("subgroup_delta", most);
    artifact.detail()["overall"] = *overall;
  } else {
    artifact.add_warning("subgroup_delta has no value: the export has no overall and no count");
  }
  artifact.metric("subgroup_range", *range_of(figures, metric));
  if (const auto parity = range_of(figures, "selection_rate")) {
    artifact.metric("demographic_parity_difference", *parity);
  }
  const auto hits = range_of(figures, "true_positive_rate");
  const auto false_alarms = range_of(figures, "false_positive_rate");
  if (hits && false_alarms) {
    artifact.metric("equalized_odds_difference", std::max(*hits, *false_alarms));
  }
  artifact.settings()["metric"] = metric;
  json::object by_group;
  for (const auto& [group, value] : *groups) by_group[group] = value;
  artifact.detail()["groups"] = std::move(by_group);
  return Ok{};
}

Result<double> checked(double value, std::string_view metric, std::string_view field,
                       const Place& place) {
  if (is_rate(metric) && (value < 0 || value > 1)) {
    return refuse(place, field, "must be from 0 to 1");
  }
  if (metric == "count" && value < 0) return refuse(place, field, "must not be negative");
  return value;
}

// {metric: {group: value}}, or turned round, which the names of the inner objects tell.
Result<MetricsByGroup> by_metric(const json::object& table, const std::string& file) {
  MetricsByGroup figures;
  for (const auto& [outer, inner] : table) {
    const json::object* values = inner.if_object();
    if (values == nullptr) return refuse({file, 0}, outer, "must be an object");
    for (const auto& [name, value] : *values) {
      const bool turned = is_rate(name) || name == std::string_view("count");
      const std::string metric(turned ? name : outer);
      const std::string group(turned ? outer : name);
      const std::string field = std::string(outer) + "." + std::string(name);
      GS_TRY(const double number, number_in(value, field, file));
      GS_TRY(figures[metric][group], checked(number, metric, field, {file, 0}));
    }
  }
  return figures;
}

}  // namespace

bool is_fairlearn(const json::object& document) {
  if (document.contains("by_group")) return true;
  return !document.empty() && std::all_of(document.begin(), document.end(), [](const auto& member) {
    return member.value().is_object();
  });
}

Status add_fairlearn(const Document& document, const std::string& metric, Artifact& artifact) {
  const json::object& root = document.object();
  const std::string& file = document.file();
  std::optional<double> overall;
  const json::object* table = &root;
  if (root.contains("by_group")) {
    GS_TRY(table, object_at(root, {"by_group"}, file));
    const json::value* value = find(root, {"overall", metric});
    if (value == nullptr && metric == "accuracy") {
      value = find(root, {"overall", "accuracy_score"});
    }
    if (value != nullptr) {
      GS_TRY(overall, share_in(*value, "overall." + metric, file));
    }
  }
  GS_TRY(const MetricsByGroup figures, by_metric(*table, file));
  return add_figures(figures, overall, metric, file, artifact);
}

Status FairlearnCsv::take(std::span<const Cell> cells, const std::vector<std::string>& columns,
                          const Place& place) {
  if (cells[0].is_empty()) return refuse(place, columns[0], "is empty");
  for (size_t i = 1; i < cells.size(); ++i) {
    const auto value = cells[i].number();
    if (!value) return refuse(place, columns[i], "must be a number");
    GS_TRY(const double number, checked(*value, columns[i], columns[i], place));
    if (!figures_[columns[i]].emplace(std::string(cells[0].text), number).second) {
      return refuse(place, columns[0], "the group stands above already");
    }
  }
  return Ok{};
}

Status FairlearnCsv::finish(const std::string& metric, const std::string& file,
                            Artifact& artifact) {
  return add_figures(figures_, {}, metric, file, artifact);
}

}  // namespace gs::evaluate
