// A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001), trained on sentences
// of which only some tags are known: what is maximised is the probability of all taggings that the
// known allows (Tsuboi et al. 2008), one sentence at a time, with a step for each weight that
// shrinks with what it has seen (AdaGrad; Duchi, Hazan, Singer 2011).
//
// The same weights can be trained as an averaged structured perceptron (Collins 2002), for
// comparison.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "detect/names/name_tags.h"
#include "train_names/random.h"
#include "train_names/sentences.h"

namespace gs::train {

using Lanes = std::array<float, detect::kTagLanes>;

struct FieldOptions {
  float rate = 0.15f;
  float decay = 2e-6f;     // of the weights, at each step
  double leave_out = 0.2;  // share of tokens judged without the features of the word itself
};

class Field {
 public:
  Field(size_t features, FieldOptions options)
      : options_(options), weights_(features, Lanes{}), squares_(features, Lanes{}) {}

  // One step on one sentence; gives what it cost before, in nats.
  double learn(const Sentence& sentence, Random& random);
  double learn_perceptron(const Sentence& sentence, Random& random);
  void average();  // behind the last learn_perceptron()

  // Keeps the `count` features whose weights reach furthest; the others are no longer looked at.
  void keep(size_t count);

  const std::vector<Lanes>& weights() const { return weights_; }
  const std::array<Lanes, detect::kTagLanes>& transitions() const { return transitions_; }
  bool is_kept(size_t feature) const { return kept_.empty() || kept_[feature]; }

 private:
  struct Pass;
  void emissions(const Sentence& sentence, Random& random);
  void factors();
  void run(Pass& pass, const Sentence& sentence, bool constrained);
  std::vector<uint8_t> best(const Sentence& sentence, bool constrained) const;
  void update(const Sentence& sentence, const std::vector<Lanes>& gradient);
  void shift(const Sentence& sentence, const std::vector<uint8_t>& tags, float by);

  FieldOptions options_;
  std::vector<Lanes> weights_;
  std::vector<Lanes> squares_;  // sums of squared gradients; of the perceptron: of its steps
  std::array<Lanes, detect::kTagLanes> transitions_{};
  std::array<Lanes, detect::kTagLanes> transition_squares_{};
  std::vector<bool> kept_;
  float steps_ = 1;

  // Of the sentence that is learnt from.
  std::vector<bool> wordless_;
  std::vector<Lanes> scores_;
  std::array<Lanes, detect::kTagLanes> factors_{};
};

}  // namespace gs::train
