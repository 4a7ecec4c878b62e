// All detectors, in the order in which they run: cheapest first, the caller's own claims last.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"
#include "detect/entities/entities.h"
#include "detect/injection/injection.h"
#include "policy/program.h"

namespace gs::filter {

struct DetectorOptions {
  std::vector<std::string> canaries;  // planted tokens, 8 bytes or more each
  std::string corpus;                 // file of the index of protected texts; empty: none
  std::string models;                 // folder of the learned models; empty: beside the program
  bool names = false;                 // whether names are looked for, by names.gsm of that folder
  std::vector<text::Role> injection_roles = detect::Injection::usual_roles();
  // Bytes after which a secret without an end counts as found, and is held back no longer.
  size_t longest_match = detect::Automaton::kUsualLongest;
};

// Those that do not depend on the policy. Built once (some 100 ms) and shared by every policy that
// is loaded. Errors: a canary that is too short, an index or a model that cannot be
// used.
Result<detect::Detectors> shared_detectors(const DetectorOptions& options);

// `shared` with the patterns of the policy and the caller's claims in their places.
// Errors: a pattern that does not compile.
Result<detect::Detectors> detectors_for(const policy::CompiledPolicy& policy,
                                        const detect::Detectors& shared);

}  // namespace gs::filter
