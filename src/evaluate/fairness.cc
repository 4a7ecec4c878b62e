#include "evaluate/fairness.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostGroups = 1'000;
constexpr uint64_t kFewSamples = 30;  // a group with fewer is told of

struct Name {
  GroupMetric metric;
  std::string_view name;
};
constexpr Name kNames[] = {{GroupMetric::kAccuracy, "accuracy"},
                           {GroupMetric::kSelectionRate, "selection_rate"},
                           {GroupMetric::kTruePositiveRate, "true_positive_rate"},
                           {GroupMetric::kFalsePositiveRate, "false_positive_rate"}};

struct NamedFigure {
  std::string_view name;
  std::optional<double> FairnessFigures::* figure;
};
constexpr NamedFigure kFigures[] = {{"subgroup_delta", &FairnessFigures::delta},
                                    {"subgroup_range", &FairnessFigures::range},
                                    {"demographic_parity_difference", &FairnessFigures::parity},
                                    {"equalized_odds_difference", &FairnessFigures::odds}};

// Bits of a kind.
constexpr size_t kPositive = 1, kPredicted = 2, kEqual = 4;

GroupCounts sum_of(std::span<const GroupCounts> groups) {
  GroupCounts all;
  for (const GroupCounts& group : groups) {
    for (size_t i = 0; i < all.kinds.size(); ++i) all.kinds[i] += group.kinds[i];
  }
  return all;
}

// Nothing where one group has no value.
std::optional<double> range_of(std::span<const GroupCounts> groups, GroupMetric metric) {
  double least = INFINITY, most = -INFINITY;
  for (const GroupCounts& group : groups) {
    const auto value = group.rate(metric).value();
    if (!value) return {};
    least = std::min(least, *value);
    most = std::max(most, *value);
  }
  return groups.empty() ? std::nullopt : std::optional<double>(most - least);
}

std::optional<double> delta_of(std::span<const GroupCounts> groups, GroupMetric metric) {
  const auto overall = sum_of(groups).rate(metric).value();
  double most = 0;
  for (const GroupCounts& group : groups) {
    const auto value = group.rate(metric).value();
    if (!value || !overall) return {};
    most = std::max(most, std::abs(*value - *overall));
  }
  return most;
}

// A figure of resampled counts, all kinds of all groups one after the other.
template <typename Figure>
std::optional<Interval> resampled(const std::vector<GroupCounts>& groups, const Figure& figure,
                                  const BootstrapOptions& options) {
  std::vector<uint64_t> counts;
  for (const GroupCounts& group : groups) {
    counts.insert(counts.end(), group.kinds.begin(), group.kinds.end());
  }
  std::vector<GroupCounts> drawn(groups.size());
  return bootstrap(
      counts,
      [&](std::span<const uint64_t> sample) {
        for (size_t i = 0; i < sample.size(); ++i) {
          drawn[i / GroupCounts::kKinds].kinds[i % GroupCounts::kKinds] = sample[i];
        }
        return figure(drawn);
      },
      options);
}

json::object rate_json(GroupCounts::Rate rate) {
  const Interval interval = wilson(rate.events, rate.samples);
  return {{"value", *rate.value()},
          {"events", rate.events},
          {"samples", rate.samples},
          {"low", interval.low},
          {"high", interval.high}};
}

json::object group_json(const GroupCounts& counts) {
  json::object out{{"samples", counts.samples()}};
  for (const Name& name : kNames) {
    const GroupCounts::Rate rate = counts.rate(name.metric);
    if (rate.samples > 0) out[name.name] = rate_json(rate);
  }
  return out;
}

}  // namespace

std::optional<GroupMetric> group_metric(std::string_view name) {
  for (const Name& known : kNames) {
    if (known.name == name) return known.metric;
  }
  return {};
}

std::string_view to_string(GroupMetric metric) {
  for (const Name& known : kNames) {
    if (known.metric == metric) return known.name;
  }
  return {};
}

size_t GroupCounts::kind(bool positive, bool predicted, bool equal) {
  return (positive ? kPositive : 0) | (predicted ? kPredicted : 0) | (equal ? kEqual : 0);
}

std::optional<double> GroupCounts::Rate::value() const {
  if (samples == 0) return {};
  return static_cast<double>(events) / static_cast<double>(samples);
}

uint64_t GroupCounts::samples() const {
  return std::accumulate(kinds.begin(), kinds.end(), uint64_t{0});
}

GroupCounts::Rate GroupCounts::rate(GroupMetric metric) const {
  Rate rate;
  for (size_t kind = 0; kind < kinds.size(); ++kind) {
    const bool positive = (kind & kPositive) != 0;
    const bool counted = metric == GroupMetric::kTruePositiveRate    ? positive
                         : metric == GroupMetric::kFalsePositiveRate ? !positive
                                                                     : true;
    const size_t event = metric == GroupMetric::kAccuracy ? kEqual : kPredicted;
    if (counted) rate.samples += kinds[kind];
    if (counted && (kind & event) != 0) rate.events += kinds[kind];
  }
  return rate;
}

FairnessFigures fairness_of(std::span<const GroupCounts> groups, GroupMetric metric) {
  FairnessFigures figures;
  figures.delta = delta_of(groups, metric);
  figures.range = range_of(groups, metric);
  figures.parity = range_of(groups, GroupMetric::kSelectionRate);
  const auto hits = range_of(groups, GroupMetric::kTruePositiveRate);
  const auto false_alarms = range_of(groups, GroupMetric::kFalsePositiveRate);
  if (hits && false_alarms) figures.odds = std::max(*hits, *false_alarms);
  return figures;
}

std::vector<std::string> Fairness::columns() const {
  return {options_.group, options_.label, options_.prediction};
}

Result<bool> Fairness::is_positive(const Cell& cell, std::string_view column,
                                   const Place& place) const {
  if (cell.is_empty() || cell.kind == Cell::Kind::kNested) {
    return refuse(place, column, "is empty or no plain value");
  }
  if (!options_.positive.empty()) return cell.text == options_.positive;
  const auto flag = cell.flag();
  if (!flag) {
    return refuse(place, column, "must be 0 or 1, or --positive must say which value counts");
  }
  return *flag;
}

Status Fairness::take(std::span<const Cell> cells, const Place& place) {
  const Cell &group = cells[0], &label = cells[1], &prediction = cells[2];
  if (group.is_empty() || group.kind == Cell::Kind::kNested) {
    return refuse(place, options_.group, "is empty or no plain value");
  }
  GS_TRY(const bool positive, is_positive(label, options_.label, place));
  bool predicted = false, equal = false;
  if (options_.threshold) {
    const auto score = prediction.number();
    if (!score) return refuse(place, options_.prediction, "must be a number, with --threshold");
    predicted = *score >= *options_.threshold;
    equal = predicted == positive;
  } else {
    GS_TRY(predicted, is_positive(prediction, options_.prediction, place));
    equal = options_.positive.empty() ? predicted == positive : label.text == prediction.text;
  }
  auto at = groups_.find(group.text);
  if (at == groups_.end()) {
    if (groups_.size() >= kMostGroups) {
      return refuse(place, options_.group, "there are more than 1000 groups");
    }
    at = groups_.emplace(std::string(group.text), GroupCounts{}).first;
  }
  ++at->second.kinds[GroupCounts::kind(positive, predicted, equal)];
  return Ok{};
}

void Fairness::add_figure(std::string_view name, std::optional<double> FairnessFigures::* member,
                          const std::vector<GroupCounts>& groups) {
  const auto figure = [&](std::span<const GroupCounts> of) {
    return fairness_of(of, options_.metric).*member;
  };
  const std::optional<double> value = figure(groups);
  if (!value) {
    artifact_.add_warning(std::string(name) + " has no value: a group has no row to take it of");
    return;
  }
  artifact_.metric(name, *value, resampled(groups, figure, options_.bootstrap),
                   "bootstrap over rows, percentile");
}

Status Fairness::finish(const std::string& file) {
  if (groups_.size() < 2) {
    return refuse({file, 0}, options_.group, "there must be two groups at least");
  }
  std::vector<GroupCounts> groups;
  json::object by_group;
  for (const auto& [name, counts] : groups_) {
    groups.push_back(counts);
    by_group[name] = group_json(counts);
    if (counts.samples() < kFewSamples) {
      artifact_.add_warning("group " + name + " has " + std::to_string(counts.samples()) +
                            " samples; its figures say little");
    }
  }
  for (const auto& [name, figure] : kFigures) add_figure(name, figure, groups);
  artifact_.settings()["metric"] = to_string(options_.metric);
  artifact_.settings()["bootstrap"] = options_.bootstrap.resamples;
  artifact_.settings()["seed"] = options_.bootstrap.seed;
  artifact_.detail()["overall"] = group_json(sum_of(groups));
  artifact_.detail()["groups"] = std::move(by_group);
  return Ok{};
}

}  // namespace gs::evaluate
