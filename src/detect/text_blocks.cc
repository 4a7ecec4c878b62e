#include "detect/text_blocks.h"

#include <algorithm>

namespace gs::detect {
namespace {

// The last place at or before `at` that lies between code points.
size_t character_border(std::string_view text, size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

void TextBlocks::begin_segment() {
  buffer_.clear();
  begin_ = 0;
  next_nominal_ = kStep;
  covered_ = 0;
}

// The nominal end of the block counts from the segment's first byte.
size_t TextBlocks::wanted() const {
  return next_nominal_ + kOverlap - begin_;
}

// One byte more than fits tells whether a character ends at the border.
size_t TextBlocks::append(std::string_view piece) {
  const size_t room = wanted() - std::min(wanted(), buffer_.size());
  const size_t taken = std::min(piece.size(), room + 1);
  buffer_.append(piece.substr(0, taken));
  return taken;
}

std::string_view TextBlocks::full_block() const {
  return std::string_view(buffer_).substr(0, character_border(buffer_, wanted()));
}

void TextBlocks::drop(size_t read) {
  covered_ = begin_ + read;
  const size_t next = character_border(buffer_, next_nominal_ - begin_);
  buffer_.erase(0, next);
  begin_ += next;
  next_nominal_ += kStep;
}

}  // namespace gs::detect
