#include "policy/text_positions.h"

#include <algorithm>

namespace gs::policy {

TextPositions::TextPositions(std::string_view text) : text_(text), line_starts_{0} {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

Position TextPositions::at(size_t offset) {
  offset = std::min(offset, text_.size());
  const bool same_line =
      offset >= offset_ && (line_ + 1 == line_starts_.size() || offset < line_starts_[line_ + 1]);
  if (!same_line) {
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    line_ = static_cast<size_t>(next - line_starts_.begin()) - 1;
    offset_ = line_starts_[line_];
    column_ = 1;
  }
  for (; offset_ < offset; ++offset_) {
    const bool starts_code_point = (static_cast<unsigned char>(text_[offset_]) & 0xC0) != 0x80;
    if (starts_code_point) ++column_;
  }
  return {static_cast<uint32_t>(line_ + 1), column_};
}

}  // namespace gs::policy
