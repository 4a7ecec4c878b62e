// How well a model does on labelled rows, by the code that serves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/names/name_model.h"
#include "measure/span_counts.h"
#include "train_names/rows.h"

namespace gs::train {

// By source (or by "source lang"), then by type. Types that the source does not annotate are not
// counted.
using Figures = std::map<std::string, measure::CountsByType>;

Figures evaluate(const detect::NameModel& model, const std::vector<Row>& rows);

// Of a file of labelled rows as `governed-speed eval detectors` reads it (pii.dev.jsonl): rows
// whose source begins with `source`, spans of the six types under the names they are counted by.
// `addresses`: whether rows with an address count.
Result<measure::CountsByType> evaluate_file(const detect::NameModel& model, const std::string& path,
                                            const std::string& source, bool addresses);

measure::SpanCounts of_type(const measure::CountsByType& counts, std::string_view type);
void print(const std::string& title, const measure::CountsByType& counts);

}  // namespace gs::train
