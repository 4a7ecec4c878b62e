// A recogniser: one row of data that says how an entity looks.
//
// The `pattern` is a regular expression over bytes, compiled with all others into one automaton
// (scan/automaton.h) that is started at every word start:
//
//   abc  \.  \-       literals; a backslash makes any punctuation literal
//   .                 any byte but a line feed
//   [A-Z0-9_]  [^ ]   classes, ranges, negation
//   \d \w \s          [0-9]  [A-Za-z0-9_]  [ \t\n\r]
//   (a|b)             groups (none capture), alternatives
//   ? * + {3} {2,4} {2,}
//
// A match begins where the code point before it is not a letter or digit, and ends where the one
// behind it is not, unless a flag says otherwise; '_' counts as neither, nor do the characters of
// scripts that are written without spaces (Han, kana, Hangul, Thai). Of the ends that a start
// allows the longest is reported, or all of them with kEveryEnd.
#pragma once

#include <cstdint>
#include <string_view>

namespace gs::detect {

enum class Check : uint8_t {
  kNoOpinion,  // nothing to check
  kValid,      // a check digit or the like agrees
  kInvalid,    // this is something else
};

// What a validator sees of the text.
struct Candidate {
  std::string_view match;
  std::string_view before;  // up to 64 bytes that stand before the match in the segment
};

// Pure; must not keep references.
using Validator = Check (*)(const Candidate& candidate);

// The part of a match that is the value: "39" of "39 years old". A view into `match`.
using ValueOf = std::string_view (*)(std::string_view match);

enum RecogniserFlags : uint8_t {
  kAnyCase = 1,     // ASCII letters match in both cases
  kEveryEnd = 2,    // report every end that is a word boundary, for a validator to choose from
  kOpenLeft = 4,    // may begin inside a word (in front of which anything may stand)
  kOpenRight = 8,   // may end inside a word
  kLabelWins = 16,  // with its label directly before it the validator is not asked
  // Its beginning alone proves it: what is longer than the longest match (16 KiB) is found as far
  // as that.
  kOpenEnded = 32,
};

struct Recogniser {
  std::string_view entity;        // "US_SSN"
  std::string_view pattern;       // see above
  double score = 0;               // with nothing but the shape to go by, 0 to 1
  double valid_score = 0;         // when the validator agrees
  double context_score = 0;       // with a context word shortly before it
  std::string_view context = {};  // lower-case words or phrases between '|': "ssn|social security"
  Validator validate = nullptr;
  uint8_t flags = 0;
  ValueOf value = nullptr;  // null: the whole match
  uint16_t longest = 0;     // bytes; longer matches do not count. 0: any
};

}  // namespace gs::detect
