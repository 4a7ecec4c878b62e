// The `tokens` signal: an estimate of how many tokens a model's tokenizer makes of the text.
#pragma once

#include "detect/detector.h"

namespace gs::detect {

class Tokens final : public Detector {
 public:
  std::string_view name() const override { return "tokens"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {}; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;
};

}  // namespace gs::detect
