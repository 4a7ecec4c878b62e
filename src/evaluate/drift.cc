#include "evaluate/drift.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostCategories = 100'000;

struct Figures {
  double psi = 0;
  double kl = 0;
  double js = 0;
};

Figures figures_of(Distribution distribution) {
  Figures figures;
  figures.js = js_distance(distribution);
  fill_empty(distribution.reference);
  fill_empty(distribution.current);
  figures.psi = psi(distribution);
  figures.kl = kl_divergence(distribution);
  return figures;
}

// A number as a category has one spelling, however it was written.
CategoryCounts as_categories(const Sample::Column& column) {
  if (column.kind != Sample::Column::Kind::kNumbers) return column.texts;
  CategoryCounts counts;
  for (const double number : column.numbers) ++counts[ecmascript_number(number)];
  return counts;
}

bool is_no_number(std::string_view text) {
  for (const std::string_view word :
       {"nan", "NaN", "NAN", "inf", "-inf", "Infinity", "-Infinity"}) {
    if (text == word) return true;
  }
  return false;
}

bool has_many(const std::vector<double>& numbers) {
  std::set<double> distinct;
  for (const double number : numbers) {
    distinct.insert(number);
    if (distinct.size() > kMostCategoricalNumbers) return true;
  }
  return false;
}

Status take_text(Sample::Column& column, std::string_view text, std::string_view name,
                 const Place& place) {
  const auto at = column.texts.find(text);
  if (at != column.texts.end()) {
    ++at->second;
    return Ok{};
  }
  if (column.texts.size() >= kMostCategories) {
    return refuse(place, name, "has more than 100000 different texts: it is no feature");
  }
  column.texts.emplace(std::string(text), 1);
  return Ok{};
}

}  // namespace

Status Sample::take(std::span<const Cell> cells, const std::vector<std::string>& columns,
                    const Place& place) {
  if (order_.empty()) {
    for (const std::string& name : columns) order_.push_back(&columns_[name]);
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    GS_CHECK_OK(take_cell(*order_[i], cells[i], columns[i], place));
  }
  ++rows_;
  return Ok{};
}

Status Sample::take_cell(Column& column, const Cell& cell, std::string_view name,
                         const Place& place) {
  if (cell.is_empty()) {
    ++column.empty;
    return Ok{};
  }
  if (cell.kind == Cell::Kind::kNested) return refuse(place, name, "must be a plain value");
  using Kind = Column::Kind;
  const auto number = cell.number();
  if (cell.kind == Cell::Kind::kUntyped && is_no_number(cell.text)) {
    return refuse(place, name, "NaN and infinities are no values");
  }
  if (column.kind == Kind::kUnknown) {
    const bool named = categorical_.contains(std::string(name));
    column.kind = number && !named ? Kind::kNumbers : Kind::kTexts;
  }
  if (column.kind == Kind::kTexts) return take_text(column, cell.text, name, place);
  if (!number) {
    return refuse(place, name, "must be a number, as above, or --categorical must name the column");
  }
  column.numbers.push_back(*number);
  return Ok{};
}

namespace {

Result<std::vector<std::string>> features_of(Sample& reference, Sample& current,
                                             const std::vector<std::string>& asked,
                                             Artifact& artifact) {
  if (!asked.empty()) {
    for (const std::string& name : asked) {
      if (reference.columns().contains(name) && current.columns().contains(name)) continue;
      return refuse({}, name, "is no column of both samples");
    }
    return asked;
  }
  std::vector<std::string> common;
  std::string others;
  for (const auto& [name, column] : reference.columns()) {
    if (current.columns().contains(name)) {
      common.push_back(name);
    } else {
      others += (others.empty() ? "" : ", ") + name;
    }
  }
  for (const auto& [name, column] : current.columns()) {
    if (!reference.columns().contains(name)) others += (others.empty() ? "" : ", ") + name;
  }
  if (common.empty()) {
    return fail(ErrorCode::kInvalidInput, "the two samples have no column in common");
  }
  if (!others.empty()) artifact.add_warning("not in both samples, and left out: " + others);
  return common;
}

struct Feature {
  Figures figures;
  bool binned = false;
};

Result<Feature> compare(Sample::Column& before, Sample::Column& after, const std::string& name,
                        Binning binning) {
  if (before.kind != after.kind) {
    return refuse({}, name, "has numbers in one sample and texts in the other");
  }
  Feature feature;
  feature.binned = before.kind == Sample::Column::Kind::kNumbers && has_many(before.numbers);
  feature.figures =
      figures_of(feature.binned ? bin_numbers(before.numbers, after.numbers, binning)
                                : bin_categories(as_categories(before), as_categories(after)));
  return feature;
}

json::object to_json(const Feature& feature, const Sample::Column& before,
                     const Sample::Column& after) {
  return {{"kind", feature.binned ? "number" : "category"},
          {"psi", feature.figures.psi},
          {"kl", feature.figures.kl},
          {"js_distance", feature.figures.js},
          {"empty_in_reference", before.empty},
          {"empty_in_current", after.empty}};
}

// Over the features.
struct Totals {
  Figures most, sum;

  void add(const Figures& figures) {
    most = {std::max(most.psi, figures.psi), std::max(most.kl, figures.kl),
            std::max(most.js, figures.js)};
    sum = {sum.psi + figures.psi, sum.kl + figures.kl, sum.js + figures.js};
  }
};

}  // namespace

Status add_drift(Sample& reference, Sample& current, const std::vector<std::string>& features,
                 Binning binning, Artifact& artifact) {
  if (reference.rows() == 0 || current.rows() == 0) {
    return fail(ErrorCode::kInvalidInput, "there are 0 rows in a sample");
  }
  GS_TRY(const auto names, features_of(reference, current, features, artifact));
  json::object by_feature;
  Totals totals;
  for (const std::string& name : names) {
    Sample::Column &before = reference.columns()[name], &after = current.columns()[name];
    if (before.empty == reference.rows() || after.empty == current.rows()) {
      return refuse({}, name, "has 0 values in a sample");
    }
    GS_TRY(const Feature feature, compare(before, after, name, binning));
    by_feature[name] = to_json(feature, before, after);
    totals.add(feature.figures);
  }
  artifact.metric("psi", totals.most.psi);
  artifact.metric("kl", totals.most.kl);
  artifact.metric("js_distance", totals.most.js);
  artifact.settings()["binning"] = binning == Binning::kWidth ? "width" : "quantiles";
  const double count = static_cast<double>(names.size());
  artifact.detail() = {
      {"reference_rows", reference.rows()},        {"current_rows", current.rows()},
      {"mean_psi", totals.sum.psi / count},        {"mean_kl", totals.sum.kl / count},
      {"mean_js_distance", totals.sum.js / count}, {"features", std::move(by_feature)}};
  return Ok{};
}

}  // namespace gs::evaluate
