// What the way back of an exchange needs to know: the policy, and what its prompt was masked with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "filter/inspector.h"
#include "filter/placeholders.h"

namespace gs::gateway::openai {

// Everything that is pointed to, or viewed, outlives the answer or the stream it is given to.
struct OutputRules {
  std::shared_ptr<const filter::Inspector> inspector;
  filter::InspectionRequest request;                        // phase output, no segments
  filter::Placeholders* placeholders = nullptr;             // of the exchange; never null
  std::string_view hash_key;                                // of mask style hash
  std::string_view content_key;                             // of content_hmac; empty: none
  const std::vector<std::string>* restore_tools = nullptr;  // mask.restore_tools; null: none
  std::string_view block_message = "The answer was withheld by policy.";
  std::string_view decision_id;              // of the output's record
  bool report = false;                       // a stream's finishing chunks carry `governance`
  bool caller_wants_usage = true;            // false: usage was asked for by the gateway alone
  size_t max_event_bytes = 1024 * 1024;      // of one event of the model server's stream
  size_t max_held_bytes = 32 * 1024 * 1024;  // of a stream's text that is held back
};

// Tokens as the model server counted them.
struct Usage {
  bool present = false;
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
};

// A text that a rule wants summarized: `text` is all that the model said there.
struct PendingSummary {
  size_t number = 0;  // of the text within the answer
  std::string_view text;
};

// What the model server sent is not an answer that can be judged. The message never holds its text.
struct UpstreamProblem {
  std::string what;  // "the answer is not JSON (line 1 column 5)"
};

}  // namespace gs::gateway::openai
