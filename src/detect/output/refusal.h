// The `refused` signal: the model declined to do what it was asked.
//
// Judged are the first 400 characters of each segment, where a model says so, by phrases of
// refusal_phrases.cc in eighteen languages: an opening such as "I can't" with an act such as "help
// with" close behind it in the same sentence, or a phrase that says it all. What stands between
// double quotation marks is somebody else's. A finding, REFUSAL, covers the phrase; no mask rule
// covers it unless it names it. Not seen: an answer that evades, and a polite change of subject.
#pragma once

#include <memory>
#include <vector>

#include "detect/detector.h"

namespace gs::detect {

class PhraseAutomaton;

class Refusal final : public Detector {
 public:
  Refusal();
  ~Refusal() override;

  std::string_view name() const override { return "refusal"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {400, 1, 400}; }
  Reads reads() const override { return Reads::kPlain; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  std::unique_ptr<const PhraseAutomaton> phrases_;
  std::vector<uint8_t> gaps_;  // by block of phrases
};

}  // namespace gs::detect
