// POST /beta/litellm_basic_guardrail_api: the generic guardrail call of LiteLLM.
//
// {texts[], images?, tools?, tool_calls?, structured_messages?, input_type, model?,
//  additional_provider_specific_params.context?, ...} ->
// {action: BLOCKED | NONE | GUARDRAIL_INTERVENED, blocked_reason?, texts?, governance}
//
// One decision for all texts of a call, which share the numbers of placeholders. The caller can
// carry out a block and a mask; any other action is told in `governance` and passes as NONE. Images
// count as what no detector reads (inspect.on_uninspectable). The arguments of tool calls are
// judged like texts; as the caller cannot take masked ones back, a mask in them blocks.
// Source: docs.litellm.ai, "Generic Guardrail API".
#pragma once

#include "base/json.h"
#include "gateway/judgement.h"

namespace gs::gateway {

class LiteLlmEndpoint {
 public:
  // The judge outlives the endpoint.
  LiteLlmEndpoint(const Judge& judge, const JsonLimits& limits) : judge_(judge), limits_(limits) {}

  // Safe from any thread. `round`: see guard_rounds.h; may be null.
  http::Response handle(const http::Request& request, const auth::Principal& caller,
                        GuardRound* round) const;

 private:
  const Judge& judge_;
  JsonLimits limits_;
};

}  // namespace gs::gateway
