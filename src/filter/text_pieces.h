// Where a text is judged while it arrives: at places that depend on the text alone.
#pragma once

#include <cstddef>
#include <string_view>

namespace gs::filter {

// The longest piece without white space, in code points. Longer ones would keep a reader of
// languages without spaces waiting; shorter ones cost a judgement more often.
inline constexpr size_t kMaxPieceCharacters = 16;

// The size in bytes of the first piece of `text`: up to and including the first white space behind
// something else, or kMaxPieceCharacters. 0 when the text ends before the piece does. Valid UTF-8.
size_t first_piece(std::string_view text);

}  // namespace gs::filter
