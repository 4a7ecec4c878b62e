#include "text/code_point_table.h"

#include <map>
#include <utility>

namespace gs::text {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Where mappings exist; what lies between are ideographs, syllables, surrogates and private use.
constexpr Range kMapped[] = {{0x80, 0x33FF},     {0xA000, 0xABFF},   {0xF900, 0xFFFF},
                             {0x10000, 0x11FFF}, {0x16F00, 0x16FFF}, {0x1BC00, 0x1FBFF},
                             {0x2F800, 0x2FA1F}, {0xE0000, 0xE0FFF}};

}  // namespace

CodePointTable::CodePointTable(const std::function<std::optional<Replacement>(char32_t)>& rule) {
  entries_.resize(256, 0);
  std::map<std::pair<std::string, int>, uint16_t> known;
  for (const Range& range : kMapped) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      std::optional<Replacement> replacement = rule(c);
      if (!replacement) continue;
      const int layer = replacement->layer ? static_cast<int>(*replacement->layer) : -1;
      auto [entry, is_new] = known.emplace(std::pair(replacement->text, layer),
                                           static_cast<uint16_t>(replacements_.size() + 1));
      if (is_new) replacements_.push_back(*std::move(replacement));
      uint16_t& page = pages_[c >> 8];
      if (page == 0) {
        page = static_cast<uint16_t>(entries_.size() / 256);
        entries_.resize(entries_.size() + 256, 0);
      }
      entries_[page * 256u + (c & 0xFF)] = entry->second;
    }
  }
}

}  // namespace gs::text
