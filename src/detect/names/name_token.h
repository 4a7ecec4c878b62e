// A token of text as the name tagger sees it: hashes of its letters, its shape, what stands around
// it. Never the text itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gs::detect {

// What a token looks like. Numbers are told apart by what they may count.
enum class TokenShape : uint8_t {
  kNone,     // before the beginning and behind the end of the text
  kLower,    // "tree"
  kTitle,    // "Tree"
  kInitial,  // "T"
  kUpper,    // "TREE"
  kMixed,    // "treeHouse"
  kUncased,  // a word of a script without capitals, or one of its characters
  kMonth,    // a number from 1 to 12, of two digits at most
  kDay,      // 13 to 31
  kMinute,   // 0, 32 to 59
  kTwo,      // 60 to 99
  kThree,    // three digits
  kYear,     // 1600 to 2099
  kFour,     // four other digits
  kFive,     // five digits
  kLong,     // more
  kPoint,
  kComma,
  kApostrophe,
  kDash,
  kSlash,
  kColon,
  kSign,  // any other character
};

// What lies between a token and the one before it.
enum class TokenGap : uint8_t { kNothing, kSpace, kLine, kStart };

struct NameToken {
  size_t begin = 0;  // bytes of the segment
  size_t end = 0;
  uint64_t word = 0;    // of its lower-case letters; numbers of three digits and more by length
  uint32_t prefix = 0;  // of the first three, and the last two, three and four of them
  uint32_t suffix2 = 0;
  uint32_t suffix3 = 0;
  uint32_t suffix4 = 0;
  uint16_t lists = 0;    // WordList flags, set by WordLists::mark()
  uint16_t cluster = 0;  // of words that stand in like company; 0: unknown; set where has_cluster()
  TokenShape shape = TokenShape::kNone;
  TokenGap gap = TokenGap::kStart;
  bool starts_sentence = false;
  uint8_t casing = 0;  // of the words of the sentence so far: 1 a capital, 2 a lower-case word
  bool is_name =
      true;  // false: brackets, signs, placeholders, which are outside whatever they score
};

// Whether the token is a word that clusters are looked up for: of letters that have capitals.
inline bool has_cluster(const NameToken& token) {
  return token.shape >= TokenShape::kLower && token.shape <= TokenShape::kMixed;
}

}  // namespace gs::detect
