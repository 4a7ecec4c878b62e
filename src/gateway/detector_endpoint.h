// POST /api/v1/text/contents: the detector API of the FMS Guardrails Orchestrator.
//
// Header detector-id: pii, secrets, injection, policy or any. Body {contents[], detector_params?:
// {phase?: prompt | output, threshold?: 0 to 1, context?}}. Answer: for each content a list of
// {start, end, text, detection, detection_type, score}, offsets in code points. Each content has a
// decision of its own, which `policy` reports as a detection of the whole content where the action
// is not allow. Refused with 404: another id, and a detector that the policy in force does not use
// in that phase, whose silence would look like a clean text.
// Source: docs/api/openapi_detector_api.yaml of foundation-model-stack/fms-guardrails-orchestrator.
#pragma once

#include "base/json.h"
#include "gateway/judgement.h"

namespace gs::gateway {

class DetectorEndpoint {
 public:
  // The judge outlives the endpoint.
  DetectorEndpoint(const Judge& judge, const JsonLimits& limits) : judge_(judge), limits_(limits) {}

  // Safe from any thread. `round`: see guard_rounds.h; may be null. Errors are problem documents.
  http::Response handle(const http::Request& request, const auth::Principal& caller,
                        GuardRound* round) const;

 private:
  const Judge& judge_;
  JsonLimits limits_;
};

}  // namespace gs::gateway
