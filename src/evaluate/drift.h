// How far the current sample of a table has moved from the reference: feature by feature.
//
// A feature is a column that both samples have. The first value of a column says whether it holds
// numbers or texts, unless it is named as categorical; a text among numbers is refused. Numbers,
// with more than kMostCategoricalNumbers different ones in the reference, are binned; all others
// are categories. Empty cells are no part of the distributions; the detail counts them.
//
// `psi`, `kl` and `js_distance` of the whole are those of the feature that moved most: a mean would
// hide one feature behind many that stand still. The means are in the detail.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/artifact.h"
#include "evaluate/distribution.h"
#include "evaluate/table.h"

namespace gs::evaluate {

// One sample: the values of its columns.
class Sample {
 public:
  // `categorical`: columns whose numbers are names.
  explicit Sample(std::set<std::string> categorical) : categorical_(std::move(categorical)) {}

  // For Table. kInvalidInput: a text among numbers, NaN, an object or array, too many texts.
  Status take(std::span<const Cell> cells, const std::vector<std::string>& columns,
              const Place& place);
  // The same value by value, for rows that have other columns each: end_row() after each row.
  Status add(const std::string& column, const Cell& cell, const Place& place) {
    return take_cell(columns_[column], cell, column, place);
  }
  void end_row() { ++rows_; }
  uint64_t rows() const { return rows_; }

  struct Column {
    enum class Kind : uint8_t { kUnknown, kNumbers, kTexts };
    Kind kind = Kind::kUnknown;
    std::vector<double> numbers;
    CategoryCounts texts;
    uint64_t empty = 0;
  };
  std::map<std::string, Column>& columns() { return columns_; }

 private:
  Status take_cell(Column& column, const Cell& cell, std::string_view name, const Place& place);

  const std::set<std::string> categorical_;
  std::map<std::string, Column> columns_;
  std::vector<Column*> order_;
  uint64_t rows_ = 0;
};

// kInvalidInput: a sample without rows, no column in common, one of `features` missing in one of
// them, or numbers in one sample and texts in the other. Empty `features`: all columns in common;
// the others are told of in a warning.
Status add_drift(Sample& reference, Sample& current, const std::vector<std::string>& features,
                 Binning binning, Artifact& artifact);

}  // namespace gs::evaluate
