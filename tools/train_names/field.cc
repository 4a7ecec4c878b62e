#include "train_names/field.h"

#include <algorithm>
#include <cmath>

#include "detect/names/name_features.h"

namespace gs::train {
namespace {

using detect::kNameFeatures;
using detect::kNameTags;
using detect::kTagLanes;

constexpr float kLowest = -60;  // of a score less the best of its token

bool possible(size_t before, size_t tag) {
  return detect::may_follow(static_cast<detect::NameTag>(before),
                            static_cast<detect::NameTag>(tag));
}

// What the tagger itself allows.
TagSet open_tags(TagSet allowed) {
  return (allowed & kFixed) != 0 ? TagSet{1} : kAnyTag;
}

}  // namespace

// Forward and backward sums over all taggings, or over those allowed, each token's scaled to 1.
struct Field::Pass {
  std::vector<Lanes> local;  // exp of the scores
  std::vector<Lanes> forward;
  std::vector<Lanes> backward;
  std::vector<Lanes> marginal;           // probability of each tag
  std::array<Lanes, kTagLanes> pairs{};  // expected counts of transitions
  double log_sum = 0;
};

void Field::emissions(const Sentence& sentence, Random& random) {
  scores_.assign(sentence.size(), Lanes{});
  wordless_.assign(sentence.size(), false);
  for (size_t i = 0; i < sentence.size(); ++i) {
    wordless_[i] = random.chance(options_.leave_out);
    Lanes& sum = scores_[i];
    const uint32_t* features = &sentence.features[i * kNameFeatures];
    for (size_t f = wordless_[i] ? detect::kWordFeatures : 0; f < kNameFeatures; ++f) {
      if (features[f] == kNoFeature) continue;
      const Lanes& weights = weights_[features[f]];
      for (size_t tag = 0; tag < kTagLanes; ++tag) sum[tag] += weights[tag];
    }
  }
}

void Field::factors() {
  for (size_t before = 0; before < kTagLanes; ++before) {
    for (size_t tag = 0; tag < kTagLanes; ++tag) {
      const bool can = before < kNameTags && tag < kNameTags && possible(before, tag);
      factors_[before][tag] = can ? std::exp(transitions_[before][tag]) : 0;
    }
  }
}

void Field::run(Pass& pass, const Sentence& sentence, bool constrained) {
  const size_t n = sentence.size();
  pass.local.assign(n, Lanes{});
  pass.forward.assign(n, Lanes{});
  pass.backward.assign(n, Lanes{});
  pass.marginal.assign(n, Lanes{});
  pass.pairs = {};
  pass.log_sum = 0;
  for (size_t i = 0; i < n; ++i) {
    const TagSet allowed = constrained ? sentence.allowed[i] : open_tags(sentence.allowed[i]);
    float most = -1e30f;
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      if ((allowed >> tag & 1) != 0) most = std::max(most, scores_[i][tag]);
    }
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      if ((allowed >> tag & 1) == 0) continue;
      pass.local[i][tag] = std::exp(std::max(kLowest, scores_[i][tag] - most));
    }
    pass.log_sum += most;
    Lanes& forward = pass.forward[i];
    for (size_t before = 0; before < kNameTags; ++before) {
      const float from = i == 0 ? (before == 0 ? 1.0f : 0.0f) : pass.forward[i - 1][before];
      for (size_t tag = 0; tag < kTagLanes; ++tag) forward[tag] += from * factors_[before][tag];
    }
    float sum = 0;
    for (size_t tag = 0; tag < kTagLanes; ++tag) sum += forward[tag] *= pass.local[i][tag];
    pass.log_sum += std::log(std::max(sum, 1e-37f));
    const float scale = 1 / std::max(sum, 1e-37f);
    for (size_t tag = 0; tag < kTagLanes; ++tag) forward[tag] *= scale;
  }
  for (size_t i = n; i-- > 0;) {
    Lanes& backward = pass.backward[i];
    if (i + 1 == n) {
      backward.fill(1);
    } else {
      Lanes next;
      for (size_t tag = 0; tag < kTagLanes; ++tag) {
        next[tag] = pass.local[i + 1][tag] * pass.backward[i + 1][tag];
      }
      float sum = 0;
      for (size_t before = 0; before < kNameTags; ++before) {
        float total = 0;
        for (size_t tag = 0; tag < kTagLanes; ++tag) total += factors_[before][tag] * next[tag];
        backward[before] = total;
        sum += total * pass.forward[i][before];
      }
      const float scale = 1 / std::max(sum, 1e-37f);
      for (size_t tag = 0; tag < kTagLanes; ++tag) backward[tag] *= scale;
      for (size_t before = 0; before < kNameTags; ++before) {
        const float from = pass.forward[i][before] * scale;
        for (size_t tag = 0; tag < kTagLanes; ++tag) {
          pass.pairs[before][tag] += from * factors_[before][tag] * next[tag];
        }
      }
    }
    float sum = 0;
    for (size_t tag = 0; tag < kTagLanes; ++tag) {
      sum += pass.marginal[i][tag] = pass.forward[i][tag] * backward[tag];
    }
    for (size_t tag = 0; tag < kTagLanes; ++tag) pass.marginal[i][tag] /= std::max(sum, 1e-37f);
  }
  for (size_t tag = 0; n > 0 && tag < kTagLanes; ++tag) pass.pairs[0][tag] += pass.marginal[0][tag];
}

double Field::learn(const Sentence& sentence, Random& random) {
  static Pass loose;
  static Pass held;
  emissions(sentence, random);
  factors();
  run(loose, sentence, false);
  run(held, sentence, true);
  std::vector<Lanes> gradient(sentence.size());
  for (size_t i = 0; i < sentence.size(); ++i) {
    for (size_t tag = 0; tag < kTagLanes; ++tag) {
      gradient[i][tag] = loose.marginal[i][tag] - held.marginal[i][tag];
    }
  }
  update(sentence, gradient);
  for (size_t before = 0; before < kNameTags; ++before) {
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      const float slope = loose.pairs[before][tag] - held.pairs[before][tag];
      float& square = transition_squares_[before][tag];
      square += slope * slope;
      if (square > 0)
        transitions_[before][tag] -= options_.rate * slope / std::sqrt(square + 1e-4f);
    }
  }
  return loose.log_sum - held.log_sum;
}

void Field::update(const Sentence& sentence, const std::vector<Lanes>& gradient) {
  for (size_t i = 0; i < sentence.size(); ++i) {
    const Lanes& slope = gradient[i];
    float most = 0;
    for (const float each : slope) most = std::max(most, std::abs(each));
    if (most < 1e-3f) continue;
    const uint32_t* features = &sentence.features[i * kNameFeatures];
    for (size_t f = wordless_[i] ? detect::kWordFeatures : 0; f < kNameFeatures; ++f) {
      if (features[f] == kNoFeature) continue;
      Lanes& weights = weights_[features[f]];
      Lanes& squares = squares_[features[f]];
      for (size_t tag = 0; tag < kTagLanes; ++tag) {
        const float g = slope[tag] + options_.decay * weights[tag];
        squares[tag] += g * g;
        weights[tag] -= options_.rate * g / std::sqrt(squares[tag] + 1e-2f);
      }
    }
  }
}

std::vector<uint8_t> Field::best(const Sentence& sentence, bool constrained) const {
  const size_t n = sentence.size();
  std::vector<Lanes> reach(n);
  std::vector<std::array<uint8_t, kTagLanes>> from(n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      const TagSet tags = constrained ? sentence.allowed[i] : open_tags(sentence.allowed[i]);
      const bool allowed = (tags >> tag & 1) != 0;
      float most = -1e30f;
      for (size_t before = 0; before < kNameTags; ++before) {
        const float known = i == 0 ? (before == 0 ? 0.0f : -1e30f) : reach[i - 1][before];
        if (!possible(before, tag)) continue;
        if (known + transitions_[before][tag] <= most) continue;
        most = known + transitions_[before][tag];
        from[i][tag] = static_cast<uint8_t>(before);
      }
      reach[i][tag] = allowed ? most + scores_[i][tag] : -1e30f;
    }
  }
  std::vector<uint8_t> tags(n);
  for (size_t i = n; i-- > 0;) {
    tags[i] = i + 1 == n ? static_cast<uint8_t>(
                               std::max_element(reach[i].begin(), reach[i].begin() + kNameTags) -
                               reach[i].begin())
                         : from[i + 1][tags[i + 1]];
  }
  return tags;
}

void Field::shift(const Sentence& sentence, const std::vector<uint8_t>& tags, float by) {
  uint8_t before = 0;
  for (size_t i = 0; i < sentence.size(); ++i) {
    const uint32_t* features = &sentence.features[i * kNameFeatures];
    for (size_t f = wordless_[i] ? detect::kWordFeatures : 0; f < kNameFeatures; ++f) {
      if (features[f] == kNoFeature) continue;
      weights_[features[f]][tags[i]] += by;
      squares_[features[f]][tags[i]] += by * steps_;
    }
    transitions_[before][tags[i]] += by;
    transition_squares_[before][tags[i]] += by * steps_;
    before = tags[i];
  }
}

double Field::learn_perceptron(const Sentence& sentence, Random& random) {
  emissions(sentence, random);
  const std::vector<uint8_t> found = best(sentence, false);
  bool wrong = false;
  for (size_t i = 0; i < found.size(); ++i) wrong |= (sentence.allowed[i] >> found[i] & 1) == 0;
  steps_ += 1;
  if (!wrong) return 0;
  shift(sentence, best(sentence, true), 1);
  shift(sentence, found, -1);
  return 1;
}

void Field::average() {
  for (size_t f = 0; f < weights_.size(); ++f) {
    for (size_t tag = 0; tag < kTagLanes; ++tag) weights_[f][tag] -= squares_[f][tag] / steps_;
  }
  for (size_t before = 0; before < kNameTags; ++before) {
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      transitions_[before][tag] -= transition_squares_[before][tag] / steps_;
    }
  }
}

void Field::keep(size_t count) {
  std::vector<std::pair<float, uint32_t>> reach;
  for (uint32_t f = 0; f < weights_.size(); ++f) {
    const auto [low, high] =
        std::minmax_element(weights_[f].begin(), weights_[f].begin() + kNameTags);
    reach.emplace_back(*high - *low, f);
  }
  std::sort(reach.begin(), reach.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  kept_.assign(weights_.size(), false);
  for (size_t i = 0; i < std::min(count, reach.size()); ++i) kept_[reach[i].second] = true;
  for (size_t f = 0; f < weights_.size(); ++f) {
    if (!kept_[f]) weights_[f] = {};
  }
}

}  // namespace gs::train
