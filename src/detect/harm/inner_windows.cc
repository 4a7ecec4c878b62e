#include "detect/harm/inner_windows.h"

#include <algorithm>

namespace gs::detect {
namespace {

constexpr size_t kLengths[] = {5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 48};  // tokens

}  // namespace

void InnerWindows::weigh(const HarmModel& model, const Features& text) {
  tokens_.clear();
  for (size_t at = 0; at < text.tokens(); ++at) {
    const auto hashes = text.hashes(at, at + 1);
    const size_t own = hashes.size() - std::min(kPairs, at);
    Token token;
    token.repeated = static_cast<uint32_t>(text.repeated(at));
    if (token.repeated == at) {
      token.own_count = static_cast<uint32_t>(own);
      for (const uint32_t hash : hashes.first(own)) token.own += model.weight(hash);
    } else {
      token.own = tokens_[token.repeated].own;
      token.own_count = tokens_[token.repeated].own_count;
    }
    for (size_t i = 0; i < kPairs; ++i) {
      const int32_t weight = own + i < hashes.size() ? model.weight(hashes[own + i]) : 0;
      token.pairs[i + 1] = token.pairs[i] + weight;
    }
    tokens_.push_back(token);
  }
}

// A token counts by itself where what it repeats stands before the window, and in pairs with those
// before it within the window.
void InnerWindows::judge_from(const HarmModel& model, size_t from, Stretch& best) const {
  int64_t sum = 0, best_sum = 0;
  size_t count = 0, at = from;
  const Token* const tokens = tokens_.data();
  for (const size_t length : kLengths) {
    const size_t end = std::min(from + length, tokens_.size());
    for (; at < end; ++at) {
      const Token& token = tokens[at];
      const bool counts = token.repeated == at || token.repeated < from;
      sum += counts ? token.own : 0;
      count += counts ? token.own_count : 0;
      const size_t pairs = at - from < kPairs ? at - from : kPairs;
      sum += token.pairs[pairs];
      count += pairs;
    }
    // What goes on from here has a higher margin without what it begins with, but for pairs.
    if (sum <= 0) break;
    // With more features than before, only a higher sum can give a higher margin.
    if (sum > best_sum) {
      const float margin = model.margin(sum, count);
      if (best.last == 0 || margin > best.margin) best = {from, end, 0, margin};
      best_sum = sum;
    }
    if (end == tokens_.size()) break;
  }
}

Stretch InnerWindows::best(const HarmModel& model, const Features& text,
                           std::span<const size_t> borders) {
  weigh(model, text);
  Stretch best;
  size_t sentence = 0;
  for (size_t from = 0; from < tokens_.size(); ++from) {
    const bool begins = sentence < borders.size() && borders[sentence] == from;
    if (begins) ++sentence;
    // What begins with a harmless word has a higher margin without it, but for its pairs.
    if (begins || tokens_[from].own > 0) judge_from(model, from, best);
  }
  return best;
}

}  // namespace gs::detect
