// Signals of the patterns that a policy names: `pattern.<name>` is true when the pattern matched.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "detect/detector.h"

namespace re2 {
class RE2;
}

namespace gs::detect {

struct Pattern {
  text::SignalNumber signal = 0;
  std::string literal;                    // found as it stands, case included
  std::shared_ptr<const re2::RE2> regex;  // used instead of the literal when set
};

// Matches run over whole segments, never across two. A segment that arrives in pieces is put
// together first, since an expression may look at any part of it.
class Patterns final : public Detector {
 public:
  explicit Patterns(std::vector<Pattern> patterns);

  std::string_view name() const override { return "patterns"; }
  std::span<const text::SignalNumber> signals() const override { return signals_; }
  Reach reach() const override { return {0, 0, std::nullopt}; }
  bool streams(text::SignalNumber) const override { return false; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;

 private:
  std::vector<Pattern> patterns_;
  std::vector<text::SignalNumber> signals_;
};

}  // namespace gs::detect
