#include "filter/text_pieces.h"

namespace gs::filter {

size_t first_piece(std::string_view text) {
  size_t characters = 0;
  bool has_word = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xC0) == 0x80) continue;
    if (characters++ == kMaxPieceCharacters) return at;
    const bool is_space = byte <= ' ';
    if (is_space && has_word) return at + 1;
    has_word |= !is_space;
  }
  return 0;
}

}  // namespace gs::filter
