// Streams of the responses API: typed events. `response.X.delta` events carry pieces of a text,
// the events behind them ("done", the item, the whole response) carry it again. Part of
// guarded_stream.h.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_edits.h"
#include "base/json_outline.h"
#include "gateway/openai/stream_form.h"

namespace gs::gateway::openai {

class ResponseStream final : public GuardedStream::Form {
 public:
  explicit ResponseStream(const OutputRules& rules) : Form(rules) {}

  std::vector<std::string> finish_reasons() const override;

 protected:
  void take_event(const http::Event& event) override;
  void go_on() override;
  void take_end() override;
  void write_block() override;
  void write_error() override;

 private:
  using Value = JsonOutline::Value;

  // Names one text: what stands between "response." and ".delta", and where.
  struct Place {
    std::string kind;  // "output_text", "function_call_arguments"
    int64_t output = 0;
    int64_t part = 0;  // content_index or summary_index
    bool operator==(const Place&) const = default;
  };
  struct Text {
    Place place;
    std::string item_id;
    GuardedText* guarded;
    std::string out;        // all that was handed out
    bool streamed = false;  // in deltas
  };
  // A string of the event at hand that says a whole text, most often once more.
  struct Repeated {
    Text* text;
    Value value;
  };

  void take_typed(std::string_view type);
  void take_delta(std::string_view type, Value root);
  void take_done(std::string_view type, Value root, Value value);
  void take_part(Value root, bool complete);
  void take_item(Value item, int64_t output, bool complete);
  void take_response(std::string_view type, Value response);
  void take_strings(Value root, int64_t output, int64_t part, bool complete);
  void take_unknown(Value root);
  void take_beside(Value root);
  void repeat(Text& text, Value value);
  Text* text_of(const Place& place, Value root, std::string_view tool);
  std::string tool_of(int64_t output) const;
  void note_tool(int64_t output, Value item);
  void complete();
  void hand_out_rests();
  void number(JsonEdits& edits, Value root);
  std::string next_number() { return std::to_string(sequence_++); }
  void append_delta(const Text& text, std::string_view words);
  std::string withheld_response() const;

  std::deque<Text> all_;
  std::vector<std::pair<int64_t, std::string>> tools_;  // by output index
  std::string head_;                                    // the response as it began, JSON text
  std::string status_;                                  // of its last event
  int64_t sequence_ = 0;
  bool numbered_ = false;  // the first number is known

  // The event at hand, which may wait for a summary.
  std::string event_name_;
  std::string event_text_;
  JsonOutline outline_;
  std::vector<Repeated> repeated_;
  std::vector<std::pair<Value, std::string>> replaced_;
  std::vector<Value> removed_;
  Text* piece_ = nullptr;
  std::string piece_out_;
  bool dropped_ = false;
  bool last_ = false;
  bool failed_ = false;
};

}  // namespace gs::gateway::openai
