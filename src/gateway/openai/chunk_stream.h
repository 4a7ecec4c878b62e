// Streams of chat and text completions: events that each carry a piece of some texts of some
// choices, and a finish_reason at the end of each. Part of guarded_stream.h.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_edits.h"
#include "base/json_outline.h"
#include "gateway/openai/stream_form.h"

namespace gs::gateway::openai {

class ChunkStream final : public GuardedStream::Form {
 public:
  ChunkStream(bool chat, const OutputRules& rules) : Form(rules), chat_(chat) {}

  std::vector<std::string> finish_reasons() const override;

 protected:
  void take_event(const http::Event& event) override;
  void go_on() override;
  void take_end() override;
  void write_block() override;
  void write_error() override;

 private:
  using Value = JsonOutline::Value;
  static constexpr int64_t kNoCall = -1;

  // What a text is within its choice.
  enum class Part : uint8_t { kMember, kArguments, kInput, kFunctionArguments };

  struct Choice {
    int64_t index = 0;
    bool begun = false;     // its first event went out
    bool finished = false;  // its finish_reason went out
    int64_t last_call = kNoCall;
    std::string finish_reason;
    std::map<int64_t, std::string> tools;  // names of its calls, as the server gave them
  };
  struct Text {
    Choice* choice;
    Part part;
    int64_t call;
    std::string member;  // of the delta; kMember
    GuardedText* guarded;
  };
  // A text's piece in the event at hand.
  struct Piece {
    Text* text;
    Value value;
    std::string said;
    std::string out;
  };

  bool read_event(std::string_view text);
  void note_head(Value root);
  void note_usage(Value root);
  void take_choice(Value value, size_t place);
  void take_delta(Choice& choice, Value delta);
  void take_rest_of_choice(Value value);
  void take_calls(Choice& choice, Value calls);
  void take_call(Choice& choice, Value call, int64_t index);
  void take_function(Choice& choice, Value function, int64_t call, Part part);
  void take_name(Choice& choice, Value name, int64_t call);
  void take_unknown(Value value);
  void take_piece(Choice& choice, Part part, int64_t call, std::string_view member, Value value);
  Text* text_of(Choice& choice, Part part, int64_t call, std::string_view member);
  Choice& choice_of(int64_t index);
  void end_texts(Choice& choice, std::optional<int64_t> before_call);

  void complete_event();
  void complete_done();
  void hand_out_rests();
  void edit_pieces(JsonEdits& edits);
  void edit_usage(JsonEdits& edits);
  bool is_worth_sending() const;

  std::string piece_json(const Text& text, std::string_view words) const;
  void append_chunk(std::string& out, const Choice& choice, std::string_view delta,
                    std::string_view finish_reason, bool reported) const;
  std::string member_with_role(Choice& choice, std::string_view json);

  bool chat_;
  std::deque<Choice> choices_;
  std::deque<Text> all_;
  std::string head_;  // id, object, created, model as members, each with a comma behind

  // The event at hand, which may wait for a summary.
  bool at_done_ = false;
  std::string name_room_;  // for the name of a member that is written with escapes
  std::string event_name_;
  std::string event_text_;
  JsonOutline outline_;
  std::vector<Piece> pieces_;
  std::vector<Text*> ending_;
  std::vector<Choice*> finishing_;
  std::vector<Choice*> beginning_;
  std::vector<std::pair<Value, std::string>> replaced_;
  std::vector<Value> removed_;
  bool has_more_ = false;  // than pieces of text
  bool usage_alone_ = false;
};

}  // namespace gs::gateway::openai
