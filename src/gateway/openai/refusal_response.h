// A refusal in the form of the Responses API, whose answers and events are built otherwise than
// those of the older endpoints: typed events with numbers, and a response object in the first and
// the last of them.
#pragma once

#include <string>

#include "gateway/openai/refusal.h"

namespace gs::gateway::openai {

std::string refusal_response_body(const Refusal& refusal);

// response.created, response.in_progress, the item and its part added, the text, both done, and
// response.incomplete. This API has no [DONE]; its stream ends with that event.
std::string refusal_response_stream(const Refusal& refusal);

}  // namespace gs::gateway::openai
