// Finds the best sequence of tags: Viterbi's algorithm, token by token, giving out tags as soon as
// nothing that follows is likely to change them.
//
// After each token every tag has the score of the best sequence that ends in it. Tags far behind
// the best are given up (a beam of ten nats); where all that remain come from one tag of the token
// before, everything up to that token is decided; so is everything up to a token that cannot be
// part of a name. What is still open after 48 tokens is decided for its older half as things stand.
// Both depend on the tokens so far alone, so tags are the same however the text arrives.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/names/name_model.h"
#include "detect/names/name_tags.h"

namespace gs::detect {

struct DecidedTag {
  NameTag tag = kOutside;
  // How much better the tag is here than kOutside, in units of the model; of kOutside, what ending
  // the name before it brings.
  int32_t gain = 0;
};

inline constexpr size_t kMaxOpenTokens = 48;

// One text, one thread. The model outlives it.
class NameDecoder {
 public:
  explicit NameDecoder(const NameModel& model);

  // The next token, and whether it can be part of a name at all. Appends the tags that are decided
  // now, in order of the tokens.
  void push(const TagScores& scores, bool is_name, std::vector<DecidedTag>& decided);
  // The text ends: appends the rest, and begins anew.
  void finish(std::vector<DecidedTag>& decided);

 private:
  struct Step {
    TagScores scores;                       // of the token alone
    std::array<uint8_t, kTagLanes> before;  // by tag: the tag of the token before
  };

  void extend(const TagScores& scores, TagScores& before);
  void decide(size_t count, NameTag last, std::vector<DecidedTag>& decided);

  const NameModel& model_;
  int beam_;
  TagScores best_{};  // by tag: the best sequence that ends in it, less the best of all
  std::vector<Step> open_;
  NameTag last_decided_ = kOutside;
};

}  // namespace gs::detect
