// The body of LiteLLM's generic guardrail call, read and checked.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/judgement.h"
#include "service/bad_request.h"

namespace gs::gateway {

// Owns the parsed body; the rest points into it, so it is moved, never copied.
struct LiteLlmRequest {
  LiteLlmRequest() = default;
  LiteLlmRequest(LiteLlmRequest&&) = default;
  LiteLlmRequest& operator=(LiteLlmRequest&&) = default;

  boost::json::value body;
  std::vector<text::Segment> segments;  // the texts, then the arguments of tool calls
  size_t text_count = 0;
  Question question;  // phase, context, claims, facts.model and .tools, what is uninspectable
};

// Unknown members are ignored. A text has the role of the structured message that holds it; where
// none does, it is the user's in a request and the assistant's in a response.
tl::expected<LiteLlmRequest, service::BadRequest> read_litellm_request(std::string_view body,
                                                                       const JsonLimits& limits);

}  // namespace gs::gateway
