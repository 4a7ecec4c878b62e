// The detector of text copied from protected sources.
#pragma once

#include <memory>

#include "detect/detector.h"
#include "detect/verbatim/corpus.h"

namespace gs::detect {

// Signals: verbatim_ratio, the share of the output's tokens that lie in runs of at least 16 tokens
// of the corpus; verbatim_sources, their names, most covered first, at most 16. Findings: VERBATIM,
// one a match, at most 1,000 an output; neighbouring ones may overlap.
//
// Without a corpus there is nothing to detect: leave the detector out of the list.
class Verbatim final : public Detector {
 public:
  // `corpus` is not null.
  explicit Verbatim(std::shared_ptr<const Corpus> corpus) : corpus_(std::move(corpus)) {}

  std::string_view name() const override { return "verbatim"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {0, 0, std::nullopt}; }
  Reads reads() const override { return Reads::kPlain; }
  // The ratio is one of the whole text, and falls when original text follows.
  bool streams(text::SignalNumber) const override { return false; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  std::shared_ptr<const Corpus> corpus_;
};

}  // namespace gs::detect
