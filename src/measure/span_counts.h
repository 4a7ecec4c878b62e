// How well found entities agree with expected ones.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "measure/entity.h"

namespace gs::measure {

// Exact: same type, same start and end. Overlap: same type and one character in common; each
// expected entity takes one found one, so that neither a name found in two halves nor one finding
// across the whole text counts twice.
struct SpanCounts {
  size_t expected = 0;
  size_t found = 0;
  size_t exact = 0;
  size_t overlap = 0;

  SpanCounts& operator+=(const SpanCounts& other);
  std::optional<double> precision(size_t matches) const;
  std::optional<double> recall(size_t matches) const;
  std::optional<double> f1(size_t matches) const;
};

using CountsByType = std::map<std::string, SpanCounts, std::less<>>;

// Adds the entities of one text, each under its counted_type(). `checks`, where it is not empty, is
// the only type that is looked at. Both lists are in order of their start.
void count_spans(std::span<const Entity> expected, std::span<const Entity> found,
                 std::string_view checks, CountsByType& counts);

// The sum over the structured types, or over the others.
SpanCounts micro(const CountsByType& counts, bool structured);

}  // namespace gs::measure
