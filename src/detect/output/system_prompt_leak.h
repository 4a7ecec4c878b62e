// The `system_prompt_leak` signal: how much of the request's system messages the output repeats.
//
// Both are read as words: lower case, whatever stands between words ignored, so that layout,
// markup and capitals do not matter. A run is a stretch of the output whose words stand in the same
// order, with nothing left out, in one of the system messages. It counts from 8 words on; of
// messages that are shorter than 16 words together, from half of them on but not from fewer than
// 4, and messages of fewer than 4 words are not protected. Scripts without spaces count by
// characters, two Han or kana characters for a word.
//
//   system_prompt_leak = max over the runs of  min(1, run / min(system messages, 32 words))
//
// so that one paragraph of a long prompt weighs as much as a short prompt given away whole. A run
// is a finding, SYSTEM_PROMPT, and the score is its own; one of more than 32 words is several
// findings with nothing but gaps between them. Not seen: paraphrases, translations, ciphers.
#pragma once

#include "detect/detector.h"

namespace gs::detect {

class SystemPromptLeak final : public Detector {
 public:
  SystemPromptLeak();

  std::string_view name() const override { return "system_prompt_leak"; }
  std::span<const text::SignalNumber> signals() const override;
  // Open-ended: 32 words may be any number of characters.
  Reach reach() const override { return {0, 1, std::nullopt}; }
  Reads reads() const override { return Reads::kPlain; }
  // Reads the system texts of the scope and keeps no reference to them.
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  uint64_t seed_;  // of word hashes
};

}  // namespace gs::detect
