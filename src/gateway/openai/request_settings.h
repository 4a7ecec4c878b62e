// What a request asks for besides its text: the model, how many answers, how long, streamed or not.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/openai/endpoint.h"
#include "gateway/openai/request_problem.h"

namespace gs::gateway::openai {

struct RequestSettings {
  std::string model;  // empty when the request names none
  bool stream = false;
  bool include_usage = false;           // the caller asked for a usage chunk at the stream's end
  bool refers_to_stored_turns = false;  // previous_response_id or a conversation
  int64_t max_tokens = 0;               // of the answer; 0 when the request sets no limit
  int64_t choices = 1;                  // answers that come back: n
  int64_t candidates = 1;               // answers that are written: the larger of n and best_of
  std::vector<std::string> tool_names;  // in the order of the request; a built-in tool by its type
};

// Members that limit the tokens of an answer, one for each age of the API.
inline constexpr std::string_view kTokenLimitFields[] = {"max_tokens", "max_completion_tokens",
                                                         "max_output_tokens"};

inline constexpr int64_t kMostChoices = 128;

tl::expected<RequestSettings, RequestProblem> read_request_settings(
    const boost::json::object& body);

}  // namespace gs::gateway::openai
