#include "detect/names/name_decoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace gs::detect {
namespace {

// Half a row: vectors of this size are passed and kept alike on all processors.
using Half = int16_t __attribute__((vector_size(16)));
constexpr size_t kHalf = kTagLanes / 2;

constexpr double kBeamNats = 10;
constexpr int16_t kFloor = -16000;  // sums of two steps stay within 16 bits
constexpr int16_t kExcluded = -8000;

NameTag best_of(const TagScores& scores) {
  return static_cast<NameTag>(std::max_element(scores.begin(), scores.begin() + kNameTags) -
                              scores.begin());
}

}  // namespace

NameDecoder::NameDecoder(const NameModel& model)
    : model_(model),
      beam_(static_cast<int>(std::min(8000.0, std::ceil(kBeamNats / model.unit())))) {
  best_.fill(kFloor);
  best_[kOutside] = 0;
}

void NameDecoder::push(const TagScores& scores, bool is_name, std::vector<DecidedTag>& decided) {
  // Nothing is open behind a token outside of names alone.
  if (!is_name && open_.empty()) {
    decided.push_back({});
    return;
  }
  Step& step = open_.emplace_back();
  step.scores = scores;
  if (!is_name) std::fill(step.scores.begin() + 1, step.scores.end(), kExcluded);
  TagScores before;
  extend(step.scores, before);
  const int16_t highest = best_[best_of(best_)];
  int one = -1;  // the tag from which all that remain come, if it is one
  bool agree = true;
  for (size_t tag = 0; tag < kTagLanes; ++tag) {
    const int score = tag < kNameTags ? best_[tag] - highest : kFloor;
    step.before[tag] = static_cast<uint8_t>(before[tag]);
    best_[tag] = static_cast<int16_t>(std::max<int>(score, kFloor));
    if (score < -beam_) {
      best_[tag] = kFloor;
      continue;
    }
    agree = agree && (one < 0 || one == before[tag]);
    one = before[tag];
  }
  if (!is_name) {
    decide(open_.size(), kOutside, decided);
  } else if (agree && open_.size() > 1) {
    decide(open_.size() - 1, static_cast<NameTag>(one), decided);
  } else if (open_.size() >= kMaxOpenTokens) {
    NameTag tag = best_of(best_);
    for (size_t i = open_.size() - 1; i >= open_.size() / 2; --i) tag = open_[i].before[tag];
    decide(open_.size() / 2, tag, decided);
  }
}

void NameDecoder::finish(std::vector<DecidedTag>& decided) {
  if (!open_.empty()) decide(open_.size(), best_of(best_), decided);
  best_.fill(kFloor);
  best_[kOutside] = 0;
  last_decided_ = kOutside;
}

// The best way to each tag of the next token, and the tag before it on that way.
void NameDecoder::extend(const TagScores& scores, TagScores& before) {
  TagScores reached;
  for (size_t half = 0; half < kTagLanes; half += kHalf) {
    Half best = Half{} + INT16_MIN;
    Half from{};
    for (NameTag tag = 0; tag < kNameTags; ++tag) {
      Half sum;
      std::memcpy(&sum, &model_.transitions(tag)[half], sizeof sum);
      sum += best_[tag];
      const Half better = sum > best;
      best = (sum & better) | (best & ~better);
      from = ((Half{} + static_cast<int16_t>(tag)) & better) | (from & ~better);
    }
    Half own;
    std::memcpy(&own, &scores[half], sizeof own);
    best += own;
    std::memcpy(&reached[half], &best, sizeof best);
    std::memcpy(&before[half], &from, sizeof from);
  }
  best_ = reached;
}

// The first `count` open tokens, of which the last has the tag `last`.
void NameDecoder::decide(size_t count, NameTag last, std::vector<DecidedTag>& decided) {
  const size_t first = decided.size();
  decided.resize(first + count);
  for (size_t i = count; i > 0; --i) {
    decided[first + i - 1].tag = last;
    last = open_[i - 1].before[last];
  }
  for (size_t i = 0; i < count; ++i) {
    DecidedTag& token = decided[first + i];
    const TagScores& scores = open_[i].scores;
    token.gain = scores[token.tag] - scores[kOutside] +
                 model_.transitions(last_decided_)[token.tag] -
                 model_.transitions(kOutside)[kOutside];
    last_decided_ = token.tag;
  }
  open_.erase(open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace gs::detect
