// The named gates of a stage, ci_cd_gates.<stage>: one result each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gate/release_evidence.h"
#include "gate/thresholds.h"
#include "policy/model.h"

namespace gs::gate {

struct NamedGateResult {
  const policy::ReleaseGate* gate = nullptr;
  Outcome outcome = Outcome::kPass;  // the worst of its reasons
  std::vector<std::string> reasons;  // what does not hold, in the order of the gate's keys
  std::vector<std::string> holds;    // what does, for the reader

  std::string message() const;  // the reasons, or what holds
};

// `details`: what the thresholds came to, of all areas. A threshold that the gate names and that
// was not evaluated is a violation; a gate that asks for nothing is not evaluated.
std::vector<NamedGateResult> check_gates(std::span<const policy::ReleaseGate> gates,
                                         std::string_view stage, std::span<const Detail> details,
                                         const ReleaseEvidence& evidence);

}  // namespace gs::gate
