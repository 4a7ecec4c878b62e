// Suggestions for misspelt names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gs {

// The candidate with the smallest Damerau-Levenshtein distance (optimal string alignment) to
// `name`, if that is at most a third of the name's length (at least 1, at most 3); else an empty
// string. Among equals the first wins. Names over 64 bytes have no suggestion.
std::string nearest(std::string_view name, std::span<const std::string> candidates);

}  // namespace gs
