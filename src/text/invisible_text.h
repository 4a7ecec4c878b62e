// Invisible characters of a text: whether they hide something, and what they spell.
//
// Ordinary text has some: joiners in Persian, Indic scripts and emoji, direction marks in Hebrew
// and Arabic, soft hyphens in German. It does not have them between two letters of a Latin, Greek
// or Cyrillic word, in long runs, or as overrides of the direction. Tag characters
// (U+E0020..U+E007E) are an invisible ASCII, used by a few flags alone; a run of variation
// selectors can carry any bytes (U+FE00.. the first 16, U+E0100.. the rest). What such letters
// spell is a payload.
#pragma once

#include <cstddef>
#include <string>

#include "text/hidden_view.h"
#include "text/obfuscation.h"

namespace gs::text {

// Keeps its memory between texts.
class InvisibleText {
 public:
  void clear();

  // `c` stands invisibly at `origin`, behind the visible `before` (0: none).
  void take(char32_t c, Span origin, char32_t before);
  bool is_open() const { return count_ > 0; }
  // The invisible run ends before the visible `after` (0: the end), `distance` bytes of visible
  // text behind the last call.
  void settle(char32_t after, size_t visible_size, Obfuscation& found);

  // What tag characters and variation selectors spelled so far; layers say that they were undone.
  const HiddenView& payload() const { return payload_; }

 private:
  void take_tag(char32_t c, Span origin);
  void end_selectors(Obfuscation& found);

  char32_t before_ = 0;
  size_t count_ = 0;      // of the open run
  size_t overrides_ = 0;  // of these: U+202D, U+202E
  size_t marks_ = 0;      // other direction marks
  size_t tags_ = 0;
  size_t soft_hyphens_ = 0;
  size_t payload_size_ = 0;  // when the run began
  size_t last_hyphen_ = 0;   // visible bytes before the last soft hyphen, and one
  HiddenView selectors_;     // bytes of the run's variation selectors
  HiddenView payload_;
};

}  // namespace gs::text
