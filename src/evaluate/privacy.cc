#include "evaluate/privacy.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostRecords = 100'000'000;

}  // namespace

Privacy::Privacy(std::vector<std::string> quasi_identifiers, std::string sensitive)
    : quasi_identifiers_(std::move(quasi_identifiers)),
      sensitive_(std::move(sensitive)),
      width_(quasi_identifiers_.size() + (sensitive_.empty() ? 0 : 1)),
      codes_(width_) {}

std::vector<std::string> Privacy::columns() const {
  std::vector<std::string> columns = quasi_identifiers_;
  if (!sensitive_.empty()) columns.push_back(sensitive_);
  return columns;
}

uint32_t Privacy::code(size_t column, std::string_view text) {
  auto& codes = codes_[column];
  const auto at = codes.find(text);
  if (at != codes.end()) return at->second;
  return codes.emplace(std::string(text), static_cast<uint32_t>(codes.size())).first->second;
}

Status Privacy::take(std::span<const Cell> cells, const Place& place) {
  if (cells_.size() / width_ >= kMostRecords) {
    return refuse(place, "", "there are more than 100000000 records");
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].kind == Cell::Kind::kNested) {
      return refuse(place, columns()[i], "must be a plain value");
    }
    cells_.push_back(code(i, cells[i].text));
  }
  return Ok{};
}

std::vector<uint32_t> Privacy::sorted_records() const {
  std::vector<uint32_t> records(cells_.size() / width_);
  std::iota(records.begin(), records.end(), 0u);
  const size_t keys = quasi_identifiers_.size();
  std::sort(records.begin(), records.end(), [this, keys](uint32_t a, uint32_t b) {
    const uint32_t *left = &cells_[a * width_], *right = &cells_[b * width_];
    return std::lexicographical_compare(left, left + keys, right, right + keys);
  });
  return records;
}

bool Privacy::same_class(uint32_t a, uint32_t b) const {
  const uint32_t *left = &cells_[a * width_], *right = &cells_[b * width_];
  return std::equal(left, left + quasi_identifiers_.size(), right);
}

size_t Privacy::sensitive_values(std::span<const uint32_t> records) const {
  std::vector<uint32_t> values;
  for (const uint32_t record : records) values.push_back(cells_[record * width_ + width_ - 1]);
  std::sort(values.begin(), values.end());
  return static_cast<size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

Privacy::Classes Privacy::classes_of(std::span<const uint32_t> sorted) const {
  Classes classes;
  classes.smallest = classes.least_diverse = sorted.size();
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin + 1;
    while (end < sorted.size() && same_class(sorted[begin], sorted[end])) ++end;
    ++classes.number;
    if (end - begin == 1) ++classes.of_one;
    classes.smallest = std::min(classes.smallest, end - begin);
    if (!sensitive_.empty()) {
      const size_t values = sensitive_values(sorted.subspan(begin, end - begin));
      classes.least_diverse = std::min(classes.least_diverse, values);
    }
    begin = end;
  }
  return classes;
}

Status Privacy::finish(const std::string& file, Artifact& artifact) {
  const std::vector<uint32_t> records = sorted_records();
  if (records.empty()) return refuse({file, 0}, "", "there are 0 records");
  const Classes classes = classes_of(records);
  const double n = static_cast<double>(records.size());
  artifact.metric("reid_risk", static_cast<double>(classes.of_one) / n);
  artifact.metric("prosecutor_risk", 1 / static_cast<double>(classes.smallest));
  artifact.metric("k_anonymity", static_cast<double>(classes.smallest));
  if (!sensitive_.empty()) {
    artifact.metric("l_diversity", static_cast<double>(classes.least_diverse));
    artifact.settings()["sensitive"] = sensitive_;
  }
  json::array columns;
  for (const std::string& name : quasi_identifiers_) columns.push_back(json::string(name));
  artifact.settings()["quasi_identifiers"] = std::move(columns);
  artifact.detail() = {{"records", records.size()},
                       {"classes", classes.number},
                       {"unique_records", classes.of_one},
                       {"mean_prosecutor_risk", static_cast<double>(classes.number) / n}};
  return Ok{};
}

}  // namespace gs::evaluate
