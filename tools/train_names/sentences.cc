#include "train_names/sentences.h"

#include <algorithm>
#include <array>

#include "detect/names/name_tokeniser.h"
#include "detect/names/word_lists.h"

namespace gs::train {
namespace {

using detect::NameToken;

constexpr uint16_t kNameLists = detect::kGivenName | detect::kSurname | detect::kCityBegin |
                                detect::kCityInside | detect::kCompanyBegin |
                                detect::kCompanyInside;

void features_of(const TaggedTokens& sentence, size_t number, detect::NameFeatures& features) {
  detect::NameWindow window;
  for (size_t i = 0; i < detect::kNameWindow; ++i) {
    const size_t at = number + i;
    const bool inside =
        at >= detect::kTokensBefore && at - detect::kTokensBefore < sentence.tokens.size();
    window[i] = inside ? &sentence.tokens[at - detect::kTokensBefore] : &detect::name_boundary();
  }
  detect::compute_features(window, features);
}

// Whether a token may be part of a name of a type that its row says nothing of. Without a doubt
// about it, what is annotated nowhere in a language would be found everywhere in it: a learner
// believes itself. Addresses are rare enough to be taken for absent.
bool may_be_unlabelled(detect::NameType type, const NameToken& token) {
  if (type == detect::NameType::kAddress) return false;
  if (type == detect::NameType::kNrp) {
    return (token.lists & detect::kPeople) != 0 ||
           (token.shape == detect::TokenShape::kTitle && !token.starts_sentence);
  }
  return token.shape != detect::TokenShape::kUncased;
}

// Where a source says nothing of groups, an English word of their list counts as one: left unknown,
// it would be taken for part of the date or the place before it.
bool is_surely_group(const Row& row, const NameToken& token) {
  return !row.annotated[static_cast<size_t>(detect::NameType::kNrp)] && row.lang == "en" &&
         (token.lists & detect::kPeople) != 0 && token.shape == detect::TokenShape::kTitle &&
         !token.starts_sentence;
}

TagSet outside_tags(const Row& row, const NameToken& token) {
  if (is_surely_group(row, token)) return 1u << detect::begin_tag(detect::NameType::kNrp);
  TagSet tags = 1;
  for (size_t type = 0; type < detect::kNameTypes; ++type) {
    if (row.annotated[type]) continue;
    if (!may_be_unlabelled(static_cast<detect::NameType>(type), token)) continue;
    tags |= static_cast<TagSet>(6u << (2 * type));
  }
  return tags;
}

}  // namespace

std::vector<TagSet> allowed_tags(const Row& row, std::span<const NameToken> tokens) {
  std::vector<TagSet> allowed;
  size_t next = 0;
  bool begun = false;
  for (const NameToken& token : tokens) {
    while (next < row.spans.size() && row.spans[next].end <= token.begin) {
      ++next;
      begun = false;
    }
    const bool named = next < row.spans.size() && row.spans[next].begin < token.end;
    if (!named) {
      allowed.push_back(token.is_name ? outside_tags(row, token) : TagSet{1});
      continue;
    }
    const detect::NameType type = row.spans[next].type;
    const auto tag = begun ? detect::inside_tag(type) : detect::begin_tag(type);
    allowed.push_back(static_cast<TagSet>(1u << tag));
    begun = true;
  }
  return allowed;
}

TaggedTokens tag_tokens(const Row& row, const Lexicon& lexicon, double hide, Random& random) {
  TaggedTokens sentence;
  detect::NameTokeniser tokeniser;
  NameToken token;
  for (size_t at = 0; tokeniser.next(row.text, at, true, token);) sentence.tokens.push_back(token);
  look_up(lexicon, sentence.tokens);
  sentence.allowed = allowed_tags(row, sentence.tokens);
  for (size_t i = 0; i < sentence.tokens.size(); ++i) {
    NameToken& each = sentence.tokens[i];
    if ((sentence.allowed[i] & 1) == 0) continue;
    if (detect::is_no_name(each)) each.is_name = false;
    if (!each.is_name) sentence.allowed[i] = 1 | kFixed;
  }
  if (random.chance(hide)) {
    for (size_t i = 0; i < sentence.tokens.size(); ++i) {
      if ((sentence.allowed[i] & 1) == 0) {
        sentence.tokens[i].lists &= static_cast<uint16_t>(~kNameLists);
      }
    }
  }
  return sentence;
}

void FeatureIndex::count(const TaggedTokens& sentence) {
  detect::NameFeatures features;
  for (size_t i = 0; i < sentence.tokens.size(); ++i) {
    features_of(sentence, i, features);
    for (const uint64_t feature : features) {
      uint8_t& seen = counts_[feature >> 36];
      if (seen < 255) ++seen;
    }
  }
}

Sentence FeatureIndex::number(const TaggedTokens& sentence, uint8_t least) {
  Sentence numbered;
  numbered.allowed = sentence.allowed;
  numbered.features.reserve(sentence.tokens.size() * detect::kNameFeatures);
  detect::NameFeatures features;
  for (size_t i = 0; i < sentence.tokens.size(); ++i) {
    features_of(sentence, i, features);
    for (const uint64_t feature : features) {
      numbered.features.push_back(sentence.tokens[i].is_name ? number_of(feature, least)
                                                             : kNoFeature);
    }
  }
  return numbered;
}

uint32_t FeatureIndex::number_of(uint64_t hash, uint8_t least) {
  if (counts_[hash >> 36] < least) return kNoFeature;
  const size_t mask = numbers_.size() - 1;
  size_t at = hash & mask;
  while (numbers_[at] != kNoFeature) {
    if (hashes_[numbers_[at]] == hash) return numbers_[at];
    at = (at + 1) & mask;
  }
  numbers_[at] = static_cast<uint32_t>(hashes_.size());
  hashes_.push_back(hash);
  if (hashes_.size() * 2 > numbers_.size()) grow();
  return static_cast<uint32_t>(hashes_.size() - 1);
}

void FeatureIndex::grow() {
  numbers_.assign(numbers_.size() * 2, kNoFeature);
  const size_t mask = numbers_.size() - 1;
  for (uint32_t number = 0; number < hashes_.size(); ++number) {
    size_t at = hashes_[number] & mask;
    while (numbers_[at] != kNoFeature) at = (at + 1) & mask;
    numbers_[at] = number;
  }
}

}  // namespace gs::train
