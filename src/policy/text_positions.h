// Byte offsets of a text to lines and columns, quickly for offsets that mostly ascend.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/issue.h"

namespace gs::policy {

class TextPositions {
 public:
  // `text` is valid UTF-8 and outlives this.
  explicit TextPositions(std::string_view text);

  // The place of the byte at `offset` (clamped to the end of the text).
  Position at(size_t offset);

 private:
  std::string_view text_;
  std::vector<size_t> line_starts_;
  size_t line_ = 0;    // of the last answer, from 0
  size_t offset_ = 0;  // of the last answer
  uint32_t column_ = 1;
};

}  // namespace gs::policy
