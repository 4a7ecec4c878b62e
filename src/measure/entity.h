// An entity in a text, expected or found, and the names that count as one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"

namespace gs::measure {

// [start, end) in Unicode code points.
struct Entity {
  std::string type;
  size_t start = 0;
  size_t end = 0;
  double score = 1;
};

// The name under which a type is counted: GPE as LOCATION, STREET_ADDRESS as ADDRESS; empty for
// titles and prefixes, which are not counted at all.
std::string_view counted_type(std::string_view type);

// Whether the type has a form that exact means can recognise. The others (PERSON, LOCATION,
// ORGANIZATION, NRP, DATE_TIME, ADDRESS) take a tagger, and are measured apart.
bool is_structured(std::string_view type);

// The findings of one segment, whose spans are bytes of `text`, as entities in order of their
// start.
std::vector<Entity> entities_of(std::string_view text, std::span<const detect::Finding> findings);

}  // namespace gs::measure
