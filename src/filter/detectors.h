// All detectors, in the order in which they run: cheapest first, the caller's own claims last.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"
#include "policy/program.h"

namespace gs::detect {
class Corpus;
}

namespace gs::filter {

struct DetectorOptions {
  std::vector<std::string> canaries;                     // planted tokens, 8 bytes or more each
  std::shared_ptr<const detect::Corpus> corpus = nullptr;  // protected texts; null: none
};

// Those that do not depend on the policy. Built once (some 100 ms) and shared by every policy that
// is loaded. Errors: rows that do not compile, a canary that is too short.
Result<detect::Detectors> shared_detectors(const DetectorOptions& options);

// `shared` with the patterns of the policy and the caller's claims in their places.
// Errors: a pattern that does not compile.
Result<detect::Detectors> detectors_for(const policy::CompiledPolicy& policy,
                                        const detect::Detectors& shared);

}  // namespace gs::filter
