// The words that speak for a match: those of a row's context that stand shortly before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "detect/scan/recogniser_set.h"

namespace gs::detect {

// How a context word of the row stands to a match.
enum class Context : uint8_t {
  kNone,
  kNear,   // within 96 bytes before it
  kLabel,  // directly before it: "ssn=123-45-6789", "passport no. is C01X00T47"
};

// The part of a segment that is still remembered.
struct Window {
  std::string_view text;
  size_t begin = 0;  // offset of its first byte in the segment

  size_t end() const { return begin + text.size(); }
  std::string_view part(size_t from, size_t to) const {
    return text.substr(from - begin, to - from);
  }
};

// Looks for words only where matches ask for them, and at every place once. Asked with growing
// offsets within a segment.
class ContextWords {
 public:
  explicit ContextWords(const RecogniserSet& set) : set_(set) {}

  // How far before a match its words may begin.
  static constexpr size_t kReachBytes = 160;

  // Whether any word at all may speak for a match at `begin`.
  bool any(size_t begin, const Window& window);
  // The context that a match of `row` at `begin` has.
  Context of(uint16_t row, size_t begin, const Window& window);
  // Nothing before `end` speaks for what stands behind it.
  void cut(size_t end) { cut_ = end; }
  size_t cut_at() const { return cut_; }
  void clear();

 private:
  struct Word {
    size_t end = 0;
    uint16_t number = 0;
  };

  void find(size_t until, const Window& window);
  bool find_at(size_t begin, const Window& window);

  const RecogniserSet& set_;
  std::vector<Word> words_;  // by begin
  size_t looked_to_ = 0;     // words that begin before this offset are known
  size_t cut_ = 0;
};

}  // namespace gs::detect
