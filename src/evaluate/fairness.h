// How differently a model treats groups, from rows of group, label and prediction.
//
// Of each group: samples, accuracy (prediction equals label), selection rate (prediction is the
// positive value), true and false positive rate. Over the groups, with m one of these:
//
//   subgroup_delta                 largest |m(group) - m(all rows)|
//   subgroup_range                 largest m(group) - smallest m(group)
//   demographic_parity_difference  range of the selection rate
//   equalized_odds_difference      the larger of the ranges of the true and the false positive rate
//
// The last three are Fairlearn's (MetricFrame.difference(method="between_groups"),
// demographic_parity_difference, equalized_odds_difference with agg="worst_case"); the first is its
// difference(method="to_overall"). Agarwal et al., "A reductions approach to fair classification",
// ICML 2018; Hardt et al., "Equality of opportunity in supervised learning", NeurIPS 2016. A rate
// without a denominator (a group without positive labels) has no value here, and then neither has
// what needs it; Fairlearn takes 0.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/artifact.h"
#include "evaluate/bootstrap.h"
#include "evaluate/table.h"

namespace gs::evaluate {

enum class GroupMetric : uint8_t {
  kAccuracy,
  kSelectionRate,
  kTruePositiveRate,
  kFalsePositiveRate
};
std::optional<GroupMetric> group_metric(
    std::string_view name);  // "accuracy", "selection_rate", ...
std::string_view to_string(GroupMetric metric);

// Rows by label (positive or not), prediction (positive or not), and whether the two are equal,
// which for more than two classes the first two do not say.
struct GroupCounts {
  static constexpr size_t kKinds = 8;
  std::array<uint64_t, kKinds> kinds{};

  static size_t kind(bool positive, bool predicted, bool equal);
  // Events and samples of a metric.
  struct Rate {
    uint64_t events = 0;
    uint64_t samples = 0;
    std::optional<double> value() const;  // nothing of 0 samples
  };
  Rate rate(GroupMetric metric) const;
  uint64_t samples() const;
};

struct FairnessFigures {
  std::optional<double> delta, range, parity, odds;
};
FairnessFigures fairness_of(std::span<const GroupCounts> groups, GroupMetric metric);

struct FairnessOptions {
  std::string group = "group", label = "label", prediction = "prediction";
  std::string positive;             // the positive value; empty: 1 or true, and others 0 or false
  std::optional<double> threshold;  // predictions are scores, and positive from here on
  GroupMetric metric = GroupMetric::kAccuracy;
  BootstrapOptions bootstrap;
};

class Fairness {
 public:
  // Both outlive it.
  Fairness(const FairnessOptions& options, Artifact& artifact)
      : options_(options), artifact_(artifact) {}

  // For Table.
  std::vector<std::string> columns() const;
  // Cells of columns(). kInvalidInput: an empty cell, or one that is no label.
  Status take(std::span<const Cell> cells, const Place& place);
  // Adds the figures. kInvalidInput: fewer than two groups.
  Status finish(const std::string& file);

 private:
  void add_figure(std::string_view name, std::optional<double> FairnessFigures::* member,
                  const std::vector<GroupCounts>& groups);
  Result<bool> is_positive(const Cell& cell, std::string_view column, const Place& place) const;

  const FairnessOptions& options_;
  Artifact& artifact_;
  std::map<std::string, GroupCounts, std::less<>> groups_;
};

}  // namespace gs::evaluate
