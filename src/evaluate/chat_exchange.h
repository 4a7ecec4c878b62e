// Requests to an OpenAI-compatible endpoint (POST /chat/completions) and what its answers say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::evaluate {

struct ChatMessage {
  std::string_view role;
  std::string_view text;
};
struct ChatRequest {
  std::string_view model;
  std::vector<ChatMessage> messages;
  double temperature = 0;
  int64_t max_tokens = 512;
};
std::string to_json(const ChatRequest& request);

struct ChatAnswer {
  std::string text;
  // The answer was withheld, not given: by a policy (finish_reason or error code
  // "content_filter"), or by the model, in the member `refusal`.
  bool withheld = false;
};

// `status` and `body` of an answer. kUnavailable: 408, 409, 425, 429 and 5xx, which another try may
// change. kInvalidInput: another status, or a body that is no answer; the server's own words are in
// the message.
Result<ChatAnswer> read_chat_answer(int status, std::string_view body);

// A guard model's answer: "safe", or "unsafe" with categories on the next line, as Llama Guard says
// it (case and white space do not matter). kInvalidInput for any other.
struct GuardVerdict {
  bool harmful = false;
  std::string categories;  // "S1,S10", or empty
};
Result<GuardVerdict> read_guard_verdict(std::string_view text);

}  // namespace gs::evaluate
