// Which parts of decoded bytes are text that somebody meant to be read.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "text/segment.h"

namespace gs::text {

// The longest stretches of `bytes` that are valid UTF-8 without control characters (tabs and line
// ends apart), have at least `least` bytes, five of them different, and read like words: three
// quarters are letters and spaces (two fifths will do in a JSON object, which starts with '{').
// Pure ASCII of twice that length is no accident, whatever it says: it may be encoded once more.
// Random bytes pass about once in a million bytes for a `least` of 12.
std::vector<Span> readable_parts(std::string_view bytes, size_t least);

}  // namespace gs::text
