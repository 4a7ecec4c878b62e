#include "gateway/openai/refusal_response.h"

#include "base/json_writer.h"

namespace gs::gateway::openai {
namespace {

std::string quoted(std::string_view text) {
  return JsonWriter().string(text).take();
}

std::string part(std::string_view text) {
  return R"({"type":"output_text","text":)" + quoted(text) + R"(,"annotations":[],"logprobs":[]})";
}

std::string item_id(const Refusal& refusal) {
  return "msg_" + refusal.id;
}

// The one message of the answer; its status is "in_progress" as long as it has no text.
std::string item(const Refusal& refusal, bool done) {
  JsonWriter out;
  out.begin_object().key("id").string(item_id(refusal)).key("type").string("message");
  out.key("status").string(done ? "incomplete" : "in_progress").key("role").string("assistant");
  out.key("content").begin_array();
  if (done) out.raw(part(refusal.text));
  out.end_array().end_object();
  return out.take();
}

constexpr std::string_view kSettings =
    R"("instructions":null,"metadata":{},"parallel_tool_calls":true,"temperature":null,)"
    R"("tool_choice":"auto","tools":[],"top_p":null)";
constexpr std::string_view kZeroUsage =
    R"({"input_tokens":0,"input_tokens_details":{"cached_tokens":0},"output_tokens":0,)"
    R"("output_tokens_details":{"reasoning_tokens":0},"total_tokens":0})";

std::string response(const Refusal& refusal, bool done) {
  std::string out = R"({"id":)" + quoted("resp_" + refusal.id) + R"(,"object":"response")";
  out.append(R"(,"created_at":)").append(std::to_string(refusal.created));
  out.append(R"(,"status":)").append(done ? R"("incomplete")" : R"("in_progress")");
  out.append(R"(,"error":null,"incomplete_details":)");
  out.append(done ? R"({"reason":"content_filter"})" : "null");
  out.append(R"(,"model":)").append(quoted(refusal.model));
  out.append(R"(,"output":[)").append(done ? item(refusal, true) : "").append("],");
  out.append(kSettings).append(R"(,"usage":)").append(done ? kZeroUsage : "null");
  return out.append("}");
}

// The events of one stream, numbered as they are added.
class Events {
 public:
  // `members` are those after the type and the number, as JSON text.
  void add(std::string_view type, const std::string& members) {
    out_.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
    out_.append("\",\"sequence_number\":").append(std::to_string(number_++)).append(",");
    out_.append(members).append("}\n\n");
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  int number_ = 0;
};

}  // namespace

std::string refusal_response_body(const Refusal& refusal) {
  return response(refusal, true);
}

std::string refusal_response_stream(const Refusal& refusal) {
  std::string in_item = R"("output_index":0,"item":)";
  std::string in_part = R"("item_id":)" + quoted(item_id(refusal));
  in_part.append(R"(,"output_index":0,"content_index":0,)");
  std::string text = quoted(refusal.text);

  Events events;
  events.add("response.created", "\"response\":" + response(refusal, false));
  events.add("response.in_progress", "\"response\":" + response(refusal, false));
  events.add("response.output_item.added", in_item + item(refusal, false));
  events.add("response.content_part.added", in_part + "\"part\":" + part(""));
  events.add("response.output_text.delta", in_part + R"("logprobs":[],"delta":)" + text);
  events.add("response.output_text.done", in_part + R"("logprobs":[],"text":)" + text);
  events.add("response.content_part.done", in_part + "\"part\":" + part(refusal.text));
  events.add("response.output_item.done", in_item + item(refusal, true));
  events.add("response.incomplete", "\"response\":" + response(refusal, true));
  return events.take();
}

}  // namespace gs::gateway::openai
