// Lists of names and words, hashed: which lists a word or a phrase of up to three tokens is on.
//
// A slot is four bytes, a check of 16 bits and the flags, at a place that the hash says; what does
// not lie there lies in one of the slots behind it. A word that is on no list is taken for one
// about once in 20,000 times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "detect/names/name_token.h"

namespace gs::detect {

// What a list says about a token. Of phrases, which token of it.
enum WordList : uint16_t {
  kGivenName = 1 << 0,
  kSurname = 1 << 1,
  kHonorific = 1 << 2,  // "Dr", "Frau"
  kStreetWord = 1 << 3,
  kPeople = 1 << 4,      // nationalities, religions, parties
  kVeryCommon = 1 << 5,  // words that are written in lower case again and again
  kCommon = 1 << 6,      // ... now and then
  kCityBegin = 1 << 7,
  kCityInside = 1 << 8,
  kCountryBegin = 1 << 9,  // and regions
  kCountryInside = 1 << 10,
  kCompanyBegin = 1 << 11,
  kCompanyInside = 1 << 12,
  kNoName = 1 << 13,  // words that were part of no name in all that was learnt from
};
// Of a slot alone: a longer phrase begins with these words.
inline constexpr uint16_t kGoesOn = 1 << 15;
inline constexpr size_t kMaxPhraseTokens = 3;

struct WordSlot {
  uint16_t check = 0;  // 0: empty
  uint16_t flags = 0;
};
static_assert(sizeof(WordSlot) == 4);

inline constexpr size_t kMaxWordProbes = 32;

// Key of the phrase that `word` prolongs.
uint64_t phrase_key(uint64_t phrase, uint64_t word);

// Looks at slots that somebody else owns.
class WordLists {
 public:
  WordLists() = default;
  // `slots`: any number but 0.
  explicit WordLists(std::span<const WordSlot> slots) : slots_(slots) {}

  uint16_t find(uint64_t key) const;  // flags, 0 when it is on no list

  // Adds to tokens[0] and to those behind it what lists say about phrases that begin at tokens[0].
  // False where more tokens may prolong the phrase: to be asked again with them.
  bool mark(std::span<NameToken* const> tokens) const;

 private:
  std::span<const WordSlot> slots_;
};

// Whether a token that has its lists need not be looked at: it is outside of names.
inline bool is_no_name(const NameToken& token) {
  return (token.lists & kNoName) != 0 && token.shape == TokenShape::kLower;
}

// Where the slot of a key is looked for first, and how it is told from others there.
size_t word_slot(uint64_t key, size_t slots);
uint16_t word_check(uint64_t key);

}  // namespace gs::detect
