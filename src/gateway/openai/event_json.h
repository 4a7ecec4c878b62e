// Events of a model server as JSON. Part of guarded_stream.h.
#pragma once

#include <string_view>

#include "base/json_outline.h"

namespace gs::gateway::openai {

// What a caller hears of an error in the middle of a stream: never the server's own words.
inline constexpr std::string_view kUpstreamError =
    R"({"error":{"message":"The model server failed while it answered.",)"
    R"("type":"upstream_error","param":null,"code":"upstream_error"}})";

// Outlines the text of an event. False when it is not a JSON object that every reader understands
// alike: valid UTF-8, bounded depth, no name twice in one object.
bool is_event_json(std::string_view text, JsonOutline& outline);

}  // namespace gs::gateway::openai
