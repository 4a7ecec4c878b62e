// Words of a text that arrives in pieces, as hashes.
//
//   OutputWordReader words(seed);
//   words.feed(piece, sink);  // sink.word(Word) and sink.gap(code point, offset), in order
//   words.end(sink);          // the last word
//
// A word is a run of letters, digits and combining marks in lower case; everything else is gap. A
// character of a script written without spaces is a word of its own, which counts for less: two
// Han or kana characters make about one word of English, and four Thai, Lao, Khmer or Burmese
// ones. Hence the unit of `quarters`.
//
// Words are told apart by 64-bit hashes alone: two different ones look equal once in 10^19 pairs.
// The seed makes it impossible to prepare words that do, or that fall together in a table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/utf8.h"
#include "detect/detector.h"

namespace gs::detect {

inline constexpr uint32_t kQuarters = 4;  // of one word

struct OutputWord {
  uint64_t hash = 0;
  size_t begin = 0;  // bytes of the segment
  size_t end = 0;
  uint32_t quarters = kQuarters;
};

// What a code point above ASCII is to words. `quarters` is 0 for a gap, kQuarters for a part of a
// word, less for one that is a word by itself.
struct WordCharacter {
  uint32_t quarters = 0;
  char32_t folded = 0;
};
WordCharacter word_character(char32_t code_point);

// The lower case of letters and digits; 0 for a gap.
constexpr std::array<char, 128> ascii_word_characters() {
  std::array<char, 128> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<size_t>(c)] = c;
    table[static_cast<size_t>(c - 'a' + 'A')] = c;
  }
  return table;
}
inline constexpr std::array<char, 128> kAsciiWordCharacters = ascii_word_characters();

class OutputWordReader {
 public:
  explicit OutputWordReader(uint64_t seed = 0) : seed_(seed) {}

  // `piece` is valid UTF-8 and ends between code points.
  template <typename Sink>
  void feed(std::string_view piece, Sink& sink) {
    for (size_t at = 0; at < piece.size();) {
      const auto byte = static_cast<unsigned char>(piece[at]);
      if (byte >= 0x80) {
        feed_wide(piece, at, sink);
        continue;
      }
      if (const char folded = kAsciiWordCharacters[byte]; folded != 0) {
        extend(static_cast<unsigned char>(folded), fed_ + at);
      } else {
        close(fed_ + at, sink);
        sink.gap(byte, fed_ + at);
      }
      ++at;
    }
    fed_ += piece.size();
  }

  // The segment ends; offsets start anew.
  template <typename Sink>
  void end(Sink& sink) {
    close(fed_, sink);
    fed_ = 0;
  }

  size_t fed() const { return fed_; }
  // The word that has begun and not ended: its first byte, or kNowhere, and its size so far.
  size_t open_from() const { return characters_ > 0 ? begin_ : kNowhere; }
  size_t open_characters() const { return characters_; }

 private:
  void extend(char32_t folded, size_t at) {
    if (characters_++ == 0) {
      begin_ = at;
      hash_ = seed_;
    }
    hash_ = (hash_ ^ folded) * 0x9E3779B97F4A7C15u;
    hash_ ^= hash_ >> 32;
  }

  template <typename Sink>
  void close(size_t end, Sink& sink, uint32_t quarters = kQuarters) {
    if (characters_ == 0) return;
    characters_ = 0;
    sink.word(OutputWord{hash_, begin_, end, quarters});
  }

  template <typename Sink>
  void feed_wide(std::string_view piece, size_t& at, Sink& sink) {
    const size_t begin = fed_ + at;
    const char32_t code_point = next_code_point(piece, at);
    const WordCharacter character = word_character(code_point);
    if (character.quarters == kQuarters) {
      extend(character.folded, begin);
      return;
    }
    close(begin, sink);
    if (character.quarters == 0) {
      sink.gap(code_point, begin);
      return;
    }
    extend(character.folded, begin);
    close(fed_ + at, sink, character.quarters);
  }

  uint64_t seed_;
  uint64_t hash_ = 0;
  size_t fed_ = 0;  // bytes of the segment in earlier pieces
  size_t begin_ = 0;
  size_t characters_ = 0;  // of the open word
};

}  // namespace gs::detect
