// Lists of names and words, hashed: which lists a word or a phrase of up to three tokens is on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "detect/names/name_token.h"
#include "detect/names/word_table.h"

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
// Of a table alone: a longer phrase begins with these words.
inline constexpr uint16_t kGoesOn = 1 << 15;
inline constexpr size_t kMaxPhraseTokens = 3;

// Key of the phrase that `word` prolongs.
uint64_t phrase_key(uint64_t phrase, uint64_t word);

// Looks at a table that somebody else owns: flags by phrase_key().
class WordLists {
 public:
  WordLists() = default;
  explicit WordLists(WordTable table) : table_(table) {}

  uint16_t find(uint64_t key) const { return table_.find(key); }  // flags, 0 when it is on no list

  // Adds to tokens[0] and to those behind it what lists say about phrases that begin at tokens[0].
  // False where more tokens may prolong the phrase: to be asked again with them.
  bool mark(std::span<NameToken* const> tokens) const;

 private:
  WordTable table_;
};

// Whether a token that has its lists need not be looked at: it is outside of names.
inline bool is_no_name(const NameToken& token) {
  return (token.lists & kNoName) != 0 && token.shape == TokenShape::kLower;
}

}  // namespace gs::detect
