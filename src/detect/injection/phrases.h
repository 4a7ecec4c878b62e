// The phrases that attacks are made of, as rows of data.
//
// A phrase is a sequence of words with short gaps between them, written as one line:
//
//   "{ignore} {previous} {orders}"            three shared words, of phrase_words.cc
//   "{ignore} above|before ~40:instead"       alternatives; at most 40 bytes before the last
//   "do+anything+now"                         one literal with blanks in it; '^' is a '|'
//
// Parts are separated by blanks. Between two parts at most 24 bytes may stand, or what "~N:" says,
// and no end of a sentence. A literal is found in the folded reading (lower case). Where it begins
// with an ASCII letter or digit a word must begin there; where it has at most four of them, or ends
// with '_', a word must end there too: "instruct" also finds "instructions", "rule" does not find
// "ruler". Literals of one character slow the engine down and have no place here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/injection/family.h"

namespace gs::detect {

struct Phrase {
  Family family;
  uint8_t weight;  // percent of the family's full evidence that it is by itself
  std::string_view line;
};

// English, one file a subject.
std::span<const Phrase> override_phrases();
std::span<const Phrase> persona_phrases();
std::span<const Phrase> extraction_phrases();
std::span<const Phrase> indirect_phrases();
std::span<const Phrase> structure_phrases();

// The words of a jailbreak in another language, each a list of alternatives as in a part above.
struct LanguageWords {
  std::string_view language;  // BCP 47
  std::string_view ignore;
  std::string_view previous;
  std::string_view instructions;
  std::string_view all;   // "everything" ...
  std::string_view said;  // ... "said before"
  std::string_view reveal;
  std::string_view hidden;  // system, secret, initial
  std::string_view password;
  std::string_view without;
  std::string_view limits;
  std::string_view persona;  // you are now, pretend
};

std::span<const LanguageWords> language_words();

// Literals of a shared word, empty when there is none of that name.
std::string_view shared_word(std::string_view name);

// A phrase taken apart.
struct PhrasePart {
  std::vector<std::string> literals;
  size_t gap = 24;  // bytes that may stand before it
};

struct ParsedPhrase {
  Family family = Family::kOverride;
  double weight = 0;  // 0 to 1
  std::vector<PhrasePart> parts;
};

ParsedPhrase parse_phrase(const Phrase& phrase);

// Every row of every table.
std::vector<ParsedPhrase> all_phrases();

}  // namespace gs::detect
