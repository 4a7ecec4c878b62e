// Cuts text into the tokens that copies of protected texts are recognised by: words (runs of
// letters and digits, case and accents folded) and single characters of scripts without spaces.
// White space, punctuation and symbols only separate.
//
//   Tokeniser tokeniser;
//   tokeniser.feed(piece, [&](const Token& token) { ... });   // pieces end between code points
//   tokeniser.end([&](const Token& token) { ... });
//
// The same code reads protected texts and outputs; both go through text::PlainView first. How the
// text is cut into pieces does not matter.
//
// The code of a token is a prefix code: a word is its folded letters and one space, a character
// alone is itself. So texts have the same tokens exactly when the codes of their tokens, put one
// behind the other, are the same bytes; and tokenising such codes gives them back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/utf8.h"
#include "detect/verbatim/letters.h"

namespace gs::detect {

// A longer word counts as several, so that what a scan remembers is bounded.
inline constexpr size_t kMaxWordBytes = 64;

struct Token {
  std::string_view code;  // valid during the call
  uint64_t hash = 0;      // of the code
  size_t begin = 0;       // bytes of the text, [begin, end)
  size_t end = 0;

  bool is_word() const { return code.back() == ' '; }
};

// The hash of a token's code, as docs/formats/verbatim_index.md defines it: eight bytes a step, the
// last step filled up with zeros, which lie behind the code in memory. Multiplication carries low
// bits to high ones, the shift brings them back.
inline uint64_t padded_token_hash(const char* code, size_t size) {
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
  uint64_t hash = size * kOdd;
  for (size_t at = 0; at < size; at += 8) {
    uint64_t word;
    std::memcpy(&word, code + at, 8);
    hash = (hash ^ word) * kOdd;
    hash ^= hash >> 32;
  }
  return hash * kOdd;
}

class Tokeniser {
 public:
  // `sink` is called with each Token that is complete. `piece` is valid UTF-8.
  template <typename Sink>
  void feed(std::string_view piece, Sink&& sink);

  // The text ends: the last word is complete. Starts anew.
  template <typename Sink>
  void end(Sink&& sink) {
    if (size_ != 0) finish_word(sink);
    fed_ = 0;
  }

 private:
  // Folded form of the ASCII letters and digits, 0 for all else.
  static constexpr std::array<char, 256> kAsciiFold = [] {
    std::array<char, 256> table{};
    for (char c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) {
      table[static_cast<size_t>(c)] = c;
      table[static_cast<size_t>(c - 'a' + 'A')] = c;
    }
    return table;
  }();

  template <typename Sink>
  void finish_word(Sink&& sink) {
    code_[size_++] = ' ';
    finish(sink);
  }

  template <typename Sink>
  void finish(Sink&& sink) {
    const std::string_view code(code_.data(), size_);
    std::memset(code_.data() + size_, 0, 8);
    size_ = 0;
    sink(Token{code, padded_token_hash(code.data(), code.size()), begin_, end_});
  }

  // Takes the ASCII letters and digits from `at` on, as many as there are and fit; where they end.
  size_t take_ascii(std::string_view piece, size_t at) {
    const size_t begin = at;
    size_t size = size_;
    for (; at < piece.size() && size < kMaxWordBytes; ++at) {
      const char folded = kAsciiFold[static_cast<unsigned char>(piece[at])];
      if (folded == 0) break;
      code_[size++] = folded;
    }
    if (at == begin) return at;
    if (size_ == 0) begin_ = fed_ + begin;
    end_ = fed_ + at;
    size_ = size;
    return at;
  }

  // Takes the code point at [begin, end) of the text.
  template <typename Sink>
  void take(Letter letter, size_t begin, size_t end, Sink&& sink);

  void append(char32_t code_point);

  std::array<char, kMaxWordBytes + 12>
      code_;         // of the open word; room for a letter, a space, zeros
  size_t size_ = 0;  // 0: no word is open
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t fed_ = 0;
};

template <typename Sink>
void Tokeniser::feed(std::string_view piece, Sink&& sink) {
  for (size_t at = 0; at < piece.size();) {
    const size_t begin = at;
    if (static_cast<unsigned char>(piece[at]) >= 0x80) {
      const Letter letter = letter_of(next_code_point(piece, at));
      take(letter, fed_ + begin, fed_ + at, sink);
      continue;
    }
    at = take_ascii(piece, at);
    if (at == begin) {
      if (size_ != 0) finish_word(sink);
      ++at;  // what separates
    } else if (size_ >= kMaxWordBytes) {
      finish_word(sink);
    }
  }
  fed_ += piece.size();
}

template <typename Sink>
void Tokeniser::take(Letter letter, size_t begin, size_t end, Sink&& sink) {
  if (letter.kind == LetterKind::kIgnored) {
    if (size_ != 0) end_ = end;
    return;
  }
  if (letter.kind != LetterKind::kWord && size_ != 0) finish_word(sink);
  if (letter.kind == LetterKind::kSeparator) return;
  if (size_ == 0) begin_ = begin;
  append(letter.folded);
  end_ = end;
  if (letter.kind == LetterKind::kAlone) {
    finish(sink);
  } else if (size_ >= kMaxWordBytes) {
    finish_word(sink);
  }
}

}  // namespace gs::detect
