// The answer to a blocked prompt under `on_block: refusal`: HTTP 200, as if the model had declined.
//
// The shapes are those that the vendor's Python client accepts without a warning. No model was
// asked, so that every count of tokens is zero. An embedding cannot decline in words: there a
// blocked prompt is always the error of errors.h.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/openai/endpoint.h"

namespace gs::gateway::openai {

struct Refusal {
  Endpoint endpoint = Endpoint::kChat;
  std::string id;           // unique, without a prefix: the exchange's id
  int64_t created = 0;      // seconds since 1970
  std::string model;        // as the caller named it
  std::string text;         // what the caller reads
  int64_t choices = 1;      // how many answers the caller asked for; Responses have one
  bool with_usage = false;  // a stream ends with a chunk of usage
};

bool can_refuse(Endpoint endpoint);

// One JSON document: chat.completion, text_completion or response. The endpoint can refuse.
std::string refusal_body(const Refusal& refusal);

// The same as server-sent events, with finish_reason "content_filter" (Responses: status
// "incomplete") in the last, and "data: [DONE]" after it where the endpoint has that.
std::string refusal_stream(const Refusal& refusal);

}  // namespace gs::gateway::openai
