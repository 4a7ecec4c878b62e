// What Fairlearn's MetricFrame exports (github.com/fairlearn/fairlearn): by_group.to_csv(),
// by_group.to_json() with orient "columns" ({metric: {group: value}}), "index" ({group: {metric:
// value}}), or {"overall": {metric: value}, "by_group": either of these}.
//
// subgroup_range, demographic_parity_difference and equalized_odds_difference come from the columns
// of the metric, of selection_rate, and of true_positive_rate and false_positive_rate.
// subgroup_delta needs the metric of all rows: from "overall", or, for accuracy and selection_rate,
// the mean of the groups weighed by their `count`; without either it is left out, with a warning.
// There are no intervals: the rows are not known.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evaluate/artifact.h"
#include "evaluate/document.h"
#include "evaluate/table.h"

namespace gs::evaluate {

// Metric -> group -> value.
using MetricsByGroup = std::map<std::string, std::map<std::string, double>>;

bool is_fairlearn(const boost::json::object& document);

// `metric`: "accuracy" (also as accuracy_score), ... kInvalidInput: no such metric, fewer than two
// groups, a value that is no number or outside 0 to 1.
Status add_fairlearn(const Document& document, const std::string& metric, Artifact& artifact);

// The CSV form: the first column is the group. For Table, which gives all columns.
class FairlearnCsv {
 public:
  Status take(std::span<const Cell> cells, const std::vector<std::string>& columns,
              const Place& place);
  Status finish(const std::string& metric, const std::string& file, Artifact& artifact);

 private:
  MetricsByGroup figures_;
};

}  // namespace gs::evaluate
