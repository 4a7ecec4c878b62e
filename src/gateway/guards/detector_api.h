// A detector of the FMS guardrails orchestrator as a guard: POST /api/v1/text/contents, with the
// detector's name in the header detector-id.
// Source: foundation-model-stack/fms-guardrails-orchestrator, docs/api/openapi_detector_api.yaml.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "gateway/guards/answer.h"

namespace gs::gateway::guards {

std::string detector_body(std::span<const std::string_view> texts);

// A list of detections for each of the `texts` asked about. The score is the largest of them, 0
// where there is none. Named are their types.
AnswerOrProblem read_detector(std::string_view body, size_t texts);

}  // namespace gs::gateway::guards
