// Whether a role has signed what a release is made of.
#pragma once

#include <string>

#include "gate/release_evidence.h"
#include "policy/model.h"

namespace gs::gate {

struct Approval {
  std::string signer;   // the name of the key; empty: the role has not signed
  std::string problem;  // why not
};

// The role has signed when one sign-off of its own, by a key that is trusted for it and not older
// than the gate says, covers by digest every file that must be signed: those of
// `gate.sign_off_covers`, or all that were read.
Approval approval_of(const std::string& role, const policy::ReleaseGate& gate,
                     const ReleaseEvidence& evidence);

}  // namespace gs::gate
