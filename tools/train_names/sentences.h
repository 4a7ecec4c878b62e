// Rows as the learner sees them: for each token the numbers of its features and the tags that what
// is known of the row allows.
//
// Annotation is partial: a token outside of all spans may be part of a name of any type that the
// row's source does not annotate, so the tags of such types are allowed there, and the learner
// counts none of them as wrong. Only where the token could be one: groups of people are capitalised
// or on a list, words of scripts without capitals and addresses are taken for absent.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/names/name_features.h"
#include "detect/names/name_tags.h"
#include "detect/names/name_token.h"
#include "train_names/lexicon.h"
#include "train_names/random.h"
#include "train_names/rows.h"

namespace gs::train {

inline constexpr uint32_t kNoFeature = UINT32_MAX;

// A set of tags, by bit.
using TagSet = uint16_t;
// With kOutside: the tagger itself lets nothing else be there (NameToken::is_name).
inline constexpr TagSet kFixed = 1 << 15;
inline constexpr TagSet kAnyTag = (1 << detect::kNameTags) - 1;

struct Sentence {
  std::vector<uint32_t> features;  // kNameFeatures for each token
  std::vector<TagSet> allowed;     // by token
  size_t size() const { return allowed.size(); }
};

struct TaggedTokens {
  std::vector<detect::NameToken> tokens;
  std::vector<TagSet> allowed;
};

// `hide`: probability that the lists say nothing about the names of this row.
TaggedTokens tag_tokens(const Row& row, const Lexicon& lexicon, double hide, Random& random);

// Tags of tokens of `row`; what a span touches belongs to it.
std::vector<TagSet> allowed_tags(const Row& row, std::span<const detect::NameToken> tokens);

// The features that occur often enough, and their numbers.
class FeatureIndex {
 public:
  // First all tokens are counted, then numbered.
  void count(const TaggedTokens& sentence);
  Sentence number(const TaggedTokens& sentence, uint8_t least);
  const std::vector<uint64_t>& hashes() const { return hashes_; }

 private:
  uint32_t number_of(uint64_t hash, uint8_t least);
  void grow();

  std::vector<uint8_t> counts_ = std::vector<uint8_t>(size_t{1} << 28, 0);
  std::vector<uint64_t> hashes_;  // by number
  std::vector<uint32_t> numbers_ = std::vector<uint32_t>(size_t{1} << 20, kNoFeature);
};

}  // namespace gs::train
