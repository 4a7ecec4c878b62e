// The `language` signal: what language most of the text is in.
#pragma once

#include "detect/detector.h"

namespace gs::detect {

// A BCP 47 tag ("en", "pt", "zh" for simplified and "zh-Hant" for traditional Chinese), or an empty
// string when the text is too short or too mixed to say. Judged is the beginning alone: the first
// 512 bytes of all segments together. What is unsure may become sure and the other way round as
// the text goes on, so a stream cannot judge by it.
//
// The detector behind it is CLD2 (docs/decisions/0018-cld2.md).
class Language final : public Detector {
 public:
  std::string_view name() const override { return "language"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {}; }
  Reads reads() const override { return Reads::kPlain; }
  bool streams(text::SignalNumber) const override { return false; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;
};

}  // namespace gs::detect
