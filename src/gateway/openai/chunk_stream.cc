// An event is taken in two steps. First its pieces are fed to their guards, and the texts that it
// ends are finished; a text may then want a summary, and the stream waits. Then what the guards
// gave is written into the event, which goes out.
#include "gateway/openai/chunk_stream.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/json_writer.h"
#include "gateway/openai/event_json.h"
#include "gateway/openai/model_strings.h"

namespace gs::gateway::openai {
namespace {

constexpr size_t kMaxChoices = 256;
constexpr std::string_view kDone = "[DONE]";

}  // namespace

std::unique_ptr<GuardedStream::Form> make_chunk_stream(bool chat, const OutputRules& rules) {
  return std::make_unique<ChunkStream>(chat, rules);
}

std::vector<std::string> ChunkStream::finish_reasons() const {
  std::map<int64_t, std::string> by_index;
  for (const Choice& choice : choices_) {
    if (!choice.finish_reason.empty()) by_index[choice.index] = choice.finish_reason;
  }
  std::vector<std::string> reasons;
  for (auto& [index, reason] : by_index) reasons.push_back(reason);
  return reasons;
}

// --- Reading an event ----------------------------------------------------------------------------

void ChunkStream::take_event(const http::Event& event) {
  pieces_.clear();
  ending_.clear();
  finishing_.clear();
  beginning_.clear();
  replaced_.clear();
  removed_.clear();
  has_more_ = false;
  usage_alone_ = false;
  at_done_ = event.data == kDone;
  if (at_done_) {
    for (Choice& choice : choices_) end_texts(choice, std::nullopt);
    if (!stops()) complete_done();
    return;
  }
  event_name_ = event.name;
  event_text_ = event.data;
  if (!read_event(event_text_)) return;
  size_t place = 0;
  for (Value choice : outline_.root().member("choices")) take_choice(choice, place++);
  for (Value member : outline_.root()) {
    if (member.kind() < JsonKind::kString) continue;
    const std::string_view name = member.name().text(name_room_);
    if (name != "choices" && !is_structural(name) && !is_of_server(name)) take_unknown(member);
  }
  if (!stops()) complete_event();
}

void ChunkStream::go_on() {
  if (at_done_) {
    complete_done();
  } else {
    complete_event();
  }
}

// False when the stream is broken.
bool ChunkStream::read_event(std::string_view text) {
  if (!is_event_json(text, outline_)) {
    break_off("an event is not a JSON object");
    return false;
  }
  const Value root = outline_.root();
  const Value error = root.member("error");
  if ((error && error.kind() != JsonKind::kNull) || root.member("object").text_is("error")) {
    break_off("the model server reported an error");
    return false;
  }
  if (!root.member("choices").is_array()) {
    break_off("an event has no list `choices`");
    return false;
  }
  note_head(root);
  note_usage(root);
  return true;
}

void ChunkStream::note_head(Value root) {
  if (!head_.empty()) return;
  model_ = root.member("model").text();
  for (std::string_view name : {"id", "object", "created", "model", "system_fingerprint"}) {
    const Value member = root.member(name);
    if (member) head_.append("\"").append(name).append("\":").append(member.raw()).append(",");
  }
}

void ChunkStream::note_usage(Value root) {
  const Value usage = root.member("usage");
  if (usage.is_object()) {
    usage_ = {true, usage.member("prompt_tokens").integer().value_or(0),
              usage.member("completion_tokens").integer().value_or(0)};
    has_more_ = rules_.caller_wants_usage;
  }
  usage_alone_ = usage.is_object() && root.member("choices").is_empty_container();
}

ChunkStream::Choice& ChunkStream::choice_of(int64_t index) {
  for (Choice& choice : choices_) {
    if (choice.index == index) return choice;
  }
  Choice& choice = choices_.emplace_back();
  choice.index = index;
  if (choices_.size() > kMaxChoices) break_off("the answer has too many choices");
  return choice;
}

void ChunkStream::take_choice(Value value, size_t place) {
  if (!value.is_object()) return break_off("a choice is not an object");
  Choice& choice = choice_of(value.member("index").integer().value_or(static_cast<int64_t>(place)));
  if (!choice.begun) beginning_.push_back(&choice);
  if (chat_) {
    take_delta(choice, value.member("delta"));
  } else {
    take_piece(choice, Part::kMember, kNoCall, "text", value.member("text"));
  }
  take_rest_of_choice(value);
  const Value reason = value.member("finish_reason");
  if (!reason.is_string() || choice.finished) return;
  choice.finish_reason = reason.text();
  finishing_.push_back(&choice);
  has_more_ = true;
  end_texts(choice, std::nullopt);
}

// What stands beside the delta, or the text.
void ChunkStream::take_rest_of_choice(Value value) {
  for (Value member : value) {
    if (member.kind() < JsonKind::kString) continue;
    const std::string_view name = member.name().text(name_room_);
    if ((chat_ && name == "delta") || is_structural(name)) continue;
    if (!chat_ && name == "text" && member.is_string()) continue;
    take_unknown(member);
  }
}

void ChunkStream::take_delta(Choice& choice, Value delta) {
  if (delta && !delta.is_object() && delta.kind() != JsonKind::kNull) {
    return break_off("a delta is not an object");
  }
  for (Value member : delta) {
    const std::string_view name = member.name().text(name_room_);
    if (name == "role") {
      has_more_ = has_more_ || !choice.begun;
    } else if (name == "tool_calls" && member.is_array()) {
      take_calls(choice, member);
    } else if (name == "function_call" && member.is_object()) {
      take_function(choice, member, kNoCall, Part::kFunctionArguments);
    } else if (is_structural(name)) {
      continue;
    } else if (member.is_string()) {
      take_piece(choice, Part::kMember, kNoCall, name, member);
    } else {
      take_unknown(member);
    }
  }
}

void ChunkStream::take_calls(Choice& choice, Value calls) {
  int64_t place = 0;
  for (Value call : calls) {
    const int64_t index = call.member("index").integer().value_or(place++);
    take_call(choice, call, index);
  }
}

// A client takes a call for complete when the next one begins.
void ChunkStream::take_call(Choice& choice, Value call, int64_t index) {
  if (!call.is_object() || index < choice.last_call || choice.finished) {
    return break_off("a tool call goes on behind its end");
  }
  if (index > choice.last_call) {
    end_texts(choice, index);
    choice.last_call = index;
    has_more_ = true;
  }
  for (Value member : call) {
    const std::string_view name = member.name().text(name_room_);
    if (name == "function" && member.is_object()) {
      take_function(choice, member, index, Part::kArguments);
    } else if (name == "custom" && member.is_object()) {
      take_function(choice, member, index, Part::kInput);
    } else if (!is_structural(name)) {
      take_unknown(member);
    }
  }
}

void ChunkStream::take_function(Choice& choice, Value function, int64_t call, Part part) {
  take_name(choice, function.member("name"), call);
  const std::string_view words = part == Part::kInput ? "input" : "arguments";
  for (Value member : function) {
    const std::string_view name = member.name().text(name_room_);
    if (name == words && member.is_string()) {
      take_piece(choice, part, call, {}, member);
    } else if (name != "name" && !is_structural(name)) {
      take_unknown(member);
    }
  }
}

// Clients look at the name when a call begins, so it is judged and handed out at once. Some servers
// say it again in every event.
void ChunkStream::take_name(Choice& choice, Value name, int64_t call) {
  const std::string said = name.text();
  if (said.empty()) return;
  has_more_ = true;
  const auto known = choice.tools.find(call);
  if (known != choice.tools.end() && known->second != said) {
    return break_off("the name of a tool comes in pieces");
  }
  choice.tools[call] = said;
  const auto out = judge_at_once(said, filter::Restore::kNone);
  if (out && *out != said) replaced_.emplace_back(name, quoted_json(*out));
}

// Pieces of text may come in any form; what is not known is judged as it stands.
void ChunkStream::take_unknown(Value value) {
  std::vector<ModelString> strings;
  find_model_strings(value, nullptr, strings);
  for (const ModelString& string : strings) {
    const std::string said = string.value.text();
    const auto out = judge_at_once(said, filter::Restore::kText);
    if (out && *out == said) continue;
    removed_.push_back(value);
    return;
  }
  has_more_ = has_more_ || !strings.empty();
}

void ChunkStream::take_piece(Choice& choice, Part part, int64_t call, std::string_view member,
                             Value value) {
  std::string said = value.text();
  if (said.empty()) return;
  if (choice.finished) return break_off("a choice goes on behind its end");
  Text* text = text_of(choice, part, call, member);
  if (text == nullptr) return;
  for (const Piece& piece : pieces_) {
    if (piece.text == text) return break_off("an event has two pieces of one text");
  }
  std::string out = text->guarded->feed(said);
  pieces_.push_back({text, value, std::move(said), std::move(out)});
}

// Null when the stream is broken.
ChunkStream::Text* ChunkStream::text_of(Choice& choice, Part part, int64_t call,
                                        std::string_view member) {
  for (Text& text : all_) {
    if (text.choice != &choice || text.part != part || text.call != call) continue;
    if (text.member == member) return &text;
  }
  if (texts_.full()) {
    break_off("the answer has too many texts");
    return nullptr;
  }
  auto restore = filter::Restore::kText;
  if (part != Part::kMember) {
    restore = arguments_restore(rules_.restore_tools, choice.tools[call]);
    const bool is_text = part == Part::kInput && restore == filter::Restore::kJsonString;
    if (is_text) restore = filter::Restore::kText;
  }
  all_.push_back({&choice, part, call, std::string(member), &texts_.add(restore)});
  return &all_.back();
}

// Finishes the texts of a choice, or those of its calls before a certain one.
void ChunkStream::end_texts(Choice& choice, std::optional<int64_t> before_call) {
  for (Text& text : all_) {
    if (text.choice != &choice || text.guarded->finished()) continue;
    if (before_call && (text.call == kNoCall || text.call >= *before_call)) continue;
    text.guarded->finish();
    ending_.push_back(&text);
  }
}

// --- Writing an event ----------------------------------------------------------------------------

// What was still held goes with the piece at hand, or else in a chunk of its own before the event.
void ChunkStream::hand_out_rests() {
  for (Text* text : std::exchange(ending_, {})) {
    const std::string rest = text->guarded->take_rest();
    if (rest.empty()) continue;
    const auto piece = std::find_if(pieces_.begin(), pieces_.end(),
                                    [&](const Piece& other) { return other.text == text; });
    if (piece != pieces_.end()) {
      piece->out += rest;
    } else {
      text_seen_ = true;
      append_chunk(out_, *text->choice, piece_json(*text, rest), {}, false);
    }
  }
}

void ChunkStream::complete_event() {
  hand_out_rests();
  for (const Piece& piece : pieces_) text_seen_ = text_seen_ || !piece.out.empty();
  for (Choice* choice : finishing_) choice->finished = true;
  if (!is_worth_sending()) return;
  for (Choice* choice : beginning_) choice->begun = true;
  JsonEdits edits(outline_);
  edit_pieces(edits);
  for (auto& [value, json] : replaced_) edits.replace(value, std::move(json));
  for (Value value : removed_) edits.remove(value);
  edit_usage(edits);
  if (rules_.report && !finishing_.empty()) {
    edits.insert_last_member(outline_.root(), "governance",
                             governance_json(rules_, texts_.inspection()));
  }
  http::append_event(out_, event_name_, edits.empty() ? event_text_ : edits.apply());
}

bool ChunkStream::is_worth_sending() const {
  if (usage_alone_ && !rules_.caller_wants_usage) return false;
  if (has_more_ || pieces_.empty()) return true;
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [](const Piece& piece) { return !piece.out.empty(); });
}

void ChunkStream::edit_pieces(JsonEdits& edits) {
  std::vector<Choice*> changed;
  for (const Piece& piece : pieces_) {
    if (piece.out == piece.said) continue;
    edits.replace(piece.value, quoted_json(piece.out));
    changed.push_back(piece.text->choice);
  }
  if (changed.empty()) return;
  size_t place = 0;
  for (Value choice : outline_.root().member("choices")) {
    const auto index = choice.member("index").integer().value_or(static_cast<int64_t>(place++));
    if (std::find(changed.begin(), changed.end(), &choice_of(index)) == changed.end()) continue;
    for (Value member : choice) {
      const bool spells = spells_text(member.name().text(name_room_));
      if (spells && member.kind() != JsonKind::kNull) edits.remove(member);
    }
  }
}

void ChunkStream::edit_usage(JsonEdits& edits) {
  const Value usage = outline_.root().member("usage");
  if (usage && !rules_.caller_wants_usage) edits.remove(usage);
}

void ChunkStream::complete_done() {
  hand_out_rests();
  http::append_event(out_, {}, kDone);
  done();
}

void ChunkStream::take_end() {
  const bool all_finished =
      !choices_.empty() && std::all_of(choices_.begin(), choices_.end(),
                                       [](const Choice& choice) { return choice.finished; });
  if (!all_finished) return break_off("the stream ended before the answer did");
  http::append_event(out_, {}, kDone);
  done();
}

// What came out of plain texts before the block is sent, then an end for every choice without one.
void ChunkStream::write_block() {
  for (const Piece& piece : pieces_) {
    if (piece.out.empty() || piece.text->part != Part::kMember) continue;
    text_seen_ = true;
    const std::string delta =
        member_with_role(*piece.text->choice, piece_json(*piece.text, piece.out));
    append_chunk(out_, *piece.text->choice, delta, {}, false);
  }
  if (choices_.empty()) choices_.emplace_back();
  for (Choice& choice : choices_) {
    if (choice.finished) continue;
    choice.finish_reason = "content_filter";
    const std::string delta = member_with_role(choice, chat_ ? "{}" : R"("text":"")");
    append_chunk(out_, choice, delta, choice.finish_reason, rules_.report);
  }
  http::append_event(out_, {}, kDone);
}

void ChunkStream::write_error() {
  http::append_event(out_, {}, kUpstreamError);
}

// The delta {"content": words}, or what stands in its place; of completions the member `text`.
std::string ChunkStream::piece_json(const Text& text, std::string_view words) const {
  const std::string quoted = quoted_json(words);
  if (!chat_) return "\"text\":" + quoted;
  switch (text.part) {
    case Part::kMember:
      return "{" + quoted_json(text.member) + ":" + quoted + "}";
    case Part::kFunctionArguments:
      return R"({"function_call":{"arguments":)" + quoted + "}}";
    case Part::kArguments:
    case Part::kInput:
      break;
  }
  const bool custom = text.part == Part::kInput;
  return R"({"tool_calls":[{"index":)" + std::to_string(text.call) +
         (custom ? R"(,"custom":{"input":)" : R"(,"function":{"arguments":)") + quoted + "}}]}";
}

std::string ChunkStream::member_with_role(Choice& choice, std::string_view json) {
  if (!chat_ || std::exchange(choice.begun, true)) return std::string(json);
  const bool alone = json == "{}";
  return R"({"role":"assistant")" + std::string(alone ? "" : ",") + std::string(json.substr(1));
}

void ChunkStream::append_chunk(std::string& out, const Choice& choice, std::string_view delta,
                               std::string_view finish_reason, bool reported) const {
  std::string json = "{" + head_ + R"("choices":[{"index":)" + std::to_string(choice.index) + ",";
  if (chat_) json += "\"delta\":";
  json.append(delta).append(R"(,"logprobs":null,"finish_reason":)");
  json += finish_reason.empty() ? "null" : quoted_json(finish_reason);
  json += "}]";
  if (reported) json += ",\"governance\":" + governance_json(rules_, texts_.inspection());
  json += "}";
  http::append_event(out, {}, json);
}

}  // namespace gs::gateway::openai
