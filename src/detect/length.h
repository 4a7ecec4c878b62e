// The `length` signal: characters (code points) of all segments together.
#pragma once

#include "detect/detector.h"

namespace gs::detect {

class Length final : public Detector {
 public:
  std::string_view name() const override { return "length"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {}; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;
};

}  // namespace gs::detect
