#include "gateway/openai/refusal.h"

#include <cassert>

#include "base/json_writer.h"
#include "gateway/openai/refusal_response.h"

namespace gs::gateway::openai {
namespace {

constexpr std::string_view kZeroUsage =
    R"({"prompt_tokens":0,"completion_tokens":0,"total_tokens":0})";

bool is_chat(const Refusal& refusal) {
  return refusal.endpoint == Endpoint::kChat;
}

void begin_document(JsonWriter& out, const Refusal& refusal, std::string_view object) {
  out.begin_object().key("id").string((is_chat(refusal) ? "chatcmpl-" : "cmpl-") + refusal.id);
  out.key("object").string(object).key("created").integer(refusal.created);
  out.key("model").string(refusal.model).key("choices").begin_array();
}

// The rest of a choice whose own members are written.
void end_choice(JsonWriter& out, bool finished) {
  out.key("logprobs").null().key("finish_reason");
  if (finished) {
    out.string("content_filter");
  } else {
    out.null();
  }
  out.end_object();
}

void write_message(JsonWriter& out, const Refusal& refusal) {
  if (!is_chat(refusal)) {
    out.key("text").string(refusal.text);
    return;
  }
  out.key("message").begin_object().key("role").string("assistant");
  out.key("content").string(refusal.text).key("refusal").null().end_object();
}

// One event with one choice: of a chat its delta, an object; of a completion its text, a string.
std::string event(const Refusal& refusal, int64_t choice, std::string_view piece, bool finished) {
  JsonWriter out;
  begin_document(out, refusal, is_chat(refusal) ? "chat.completion.chunk" : "text_completion");
  out.begin_object().key("index").integer(choice);
  out.key(is_chat(refusal) ? "delta" : "text").raw(piece);
  end_choice(out, finished);
  out.end_array();
  if (refusal.with_usage) out.key("usage").null();
  out.end_object();
  return "data: " + out.take() + "\n\n";
}

std::string usage_event(const Refusal& refusal) {
  JsonWriter out;
  begin_document(out, refusal, is_chat(refusal) ? "chat.completion.chunk" : "text_completion");
  out.end_array().key("usage").raw(kZeroUsage).end_object();
  return "data: " + out.take() + "\n\n";
}

std::string text_as_json(const std::string& text) {
  return JsonWriter().string(text).take();
}

std::string choice_events(const Refusal& refusal, int64_t choice) {
  std::string text = text_as_json(refusal.text);
  if (!is_chat(refusal)) {
    return event(refusal, choice, text, false) + event(refusal, choice, "\"\"", true);
  }
  return event(refusal, choice, R"({"role":"assistant","content":"","refusal":null})", false) +
         event(refusal, choice, "{\"content\":" + text + "}", false) +
         event(refusal, choice, "{}", true);
}

}  // namespace

bool can_refuse(Endpoint endpoint) {
  return endpoint != Endpoint::kEmbeddings;
}

std::string refusal_body(const Refusal& refusal) {
  assert(can_refuse(refusal.endpoint));
  if (refusal.endpoint == Endpoint::kResponses) return refusal_response_body(refusal);
  JsonWriter out;
  begin_document(out, refusal, is_chat(refusal) ? "chat.completion" : "text_completion");
  for (int64_t choice = 0; choice < refusal.choices; ++choice) {
    out.begin_object().key("index").integer(choice);
    write_message(out, refusal);
    end_choice(out, true);
  }
  out.end_array().key("usage").raw(kZeroUsage).end_object();
  return out.take();
}

std::string refusal_stream(const Refusal& refusal) {
  assert(can_refuse(refusal.endpoint));
  if (refusal.endpoint == Endpoint::kResponses) return refusal_response_stream(refusal);
  std::string out;
  for (int64_t choice = 0; choice < refusal.choices; ++choice) {
    out.append(choice_events(refusal, choice));
  }
  if (refusal.with_usage) out.append(usage_event(refusal));
  return out.append("data: [DONE]\n\n");
}

}  // namespace gs::gateway::openai
