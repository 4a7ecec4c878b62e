// The detector of what the caller itself says (see caller_claims.h).
#pragma once

#include "detect/detector.h"

namespace gs::detect {

// Runs after all others: a trusted caller's claim replaces what they found, any other can only
// raise it.
class CallerContext final : public Detector {
 public:
  std::string_view name() const override { return "caller_context"; }
  std::span<const text::SignalNumber> signals() const override;
  Reach reach() const override { return {}; }
  Reads reads() const override { return Reads::kNothing; }
  std::unique_ptr<Scan> start(const Scope& scope) const override;
};

}  // namespace gs::detect
