// The stream of /proxy/completion/stream: `data: <text>` events and `data: [DONE]`, the oldest form
// the gateway speaks. Of chat chunks it gives the content of the first choice.
#include <algorithm>

#include "base/json_outline.h"
#include "base/json_writer.h"
#include "gateway/openai/event_json.h"
#include "gateway/openai/stream_form.h"

namespace gs::gateway::openai {
namespace {

constexpr std::string_view kDone = "[DONE]";
constexpr std::string_view kError = "error";

class PlainStream final : public GuardedStream::Form {
 public:
  PlainStream(bool from_chat, const OutputRules& rules)
      : Form(rules), from_chat_(from_chat), text_(texts_.add(filter::Restore::kText)) {}

  std::vector<std::string> finish_reasons() const override {
    if (finish_reason_.empty()) return {};
    return {finish_reason_};
  }

 protected:
  void take_event(const http::Event& event) override;
  void go_on() override;
  void take_end() override;
  void write_block() override;
  void write_error() override { http::append_event(out_, kError, kUpstreamError); }

 private:
  void take_chunk(std::string_view data);
  void take_http(std::string_view data);
  void note_usage(JsonOutline::Value usage);
  void say(std::string_view words);
  void end();

  bool from_chat_;
  GuardedText& text_;
  JsonOutline outline_;
  std::string finish_reason_;
};

void PlainStream::take_event(const http::Event& event) {
  if (event.data == kDone) return end();
  if (from_chat_) {
    take_chunk(event.data);
  } else {
    take_http(event.data);
  }
  stops();
}

void PlainStream::note_usage(JsonOutline::Value usage) {
  if (!usage.is_object()) return;
  usage_ = {true, usage.member("prompt_tokens").integer().value_or(0),
            usage.member("completion_tokens").integer().value_or(0)};
}

void PlainStream::take_chunk(std::string_view data) {
  if (!is_event_json(data, outline_)) return break_off("an event is not a JSON object");
  const JsonOutline::Value root = outline_.root();
  const JsonOutline::Value error = root.member("error");
  if (error && error.kind() != JsonKind::kNull) {
    return break_off("the model server reported an error");
  }
  if (model_.empty()) model_ = root.member("model").text();
  note_usage(root.member("usage"));
  for (JsonOutline::Value choice : root.member("choices")) {
    if (choice.member("index").integer().value_or(0) != 0) continue;
    const std::string words = choice.member("delta").member("content").text();
    if (!words.empty() && !finish_reason_.empty()) {
      return break_off("a choice goes on behind its end");
    }
    say(text_.feed(words));
    if (choice.member("finish_reason").is_string()) {
      finish_reason_ = choice.member("finish_reason").text();
    }
  }
}

// What is no JSON object is the text itself.
void PlainStream::take_http(std::string_view data) {
  if (!is_event_json(data, outline_)) return say(text_.feed(data));
  const JsonOutline::Value root = outline_.root();
  const JsonOutline::Value error = root.member("error");
  if (error && error.kind() != JsonKind::kNull) {
    return break_off("the model server reported an error");
  }
  if (model_.empty()) model_ = root.member("model").text();
  const JsonOutline::Value content = root.member("content");
  say(text_.feed((content.is_string() ? content : root.member("text")).text()));
}

// Empty pieces are no events, and a text that reads as the end of the stream must not be one.
void PlainStream::say(std::string_view words) {
  if (words.empty()) return;
  text_seen_ = true;
  if (words == kDone) {
    http::append_event(out_, {}, words.substr(0, 1));
    words.remove_prefix(1);
  }
  http::append_event(out_, {}, words);
}

void PlainStream::end() {
  text_.finish();
  if (!stops()) go_on();
}

void PlainStream::go_on() {
  say(text_.take_rest());
  http::append_event(out_, {}, kDone);
  done();
}

void PlainStream::take_end() {
  // Servers of dialect `http` have no sign of the end but the end.
  if (from_chat_ && finish_reason_.empty()) {
    return break_off("the stream ended before the answer did");
  }
  end();
}

void PlainStream::write_block() {
  finish_reason_ = "content_filter";
  JsonWriter out(256);
  out.begin_object().key("error").begin_object();
  out.key("message").string(rules_.block_message).key("type").string("invalid_request_error");
  out.key("param").null().key("code").string("content_filter");
  if (rules_.report) out.key("governance").raw(governance_json(rules_, texts_.inspection()));
  out.end_object().end_object();
  http::append_event(out_, kError, out.take());
  http::append_event(out_, {}, kDone);
}

}  // namespace

std::unique_ptr<GuardedStream::Form> make_plain_stream(bool from_chat, const OutputRules& rules) {
  return std::make_unique<PlainStream>(from_chat, rules);
}

}  // namespace gs::gateway::openai
