// A table from code points to what they are replaced by, for mappings that do not depend on
// neighbours.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/layer.h"

namespace gs::text {

struct Replacement {
  std::string text;            // empty: the code point is removed
  std::optional<Layer> layer;  // what it means when it occurs; none when it is ordinary
};

// Immutable once built; two array accesses a lookup.
class CodePointTable {
 public:
  // Asks `rule` for every code point from U+0080 on that can have a replacement (not for CJK
  // ideographs and Hangul syllables, private use and unassigned planes). It returns nothing for
  // one that stays.
  explicit CodePointTable(const std::function<std::optional<Replacement>(char32_t)>& rule);

  // Null when the code point stays as it is. ASCII always does.
  const Replacement* find(char32_t code_point) const {
    const size_t page = code_point >> 8;
    if (page >= kPages) return nullptr;
    const uint16_t index = entries_[pages_[page] * 256u + (code_point & 0xFF)];
    return index == 0 ? nullptr : &replacements_[index - 1u];
  }

 private:
  static constexpr size_t kPages = 0x1100;
  std::array<uint16_t, kPages> pages_{};  // page 0 of entries_ is all zero
  std::vector<uint16_t> entries_;
  std::vector<Replacement> replacements_;
};

}  // namespace gs::text
