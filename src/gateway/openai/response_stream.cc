#include "gateway/openai/response_stream.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "gateway/openai/event_json.h"
#include "gateway/openai/model_strings.h"

namespace gs::gateway::openai {
namespace {

constexpr std::string_view kPrefix = "response.";
constexpr std::string_view kDelta = ".delta";
constexpr std::string_view kDoneSuffix = ".done";
constexpr size_t kMaxOutputs = 1024;

// The member of a ".done" event that says the whole text.
constexpr std::array<std::string_view, 6> kWholeText = {"text",  "refusal", "arguments",
                                                        "input", "code",    "transcript"};

// A member of an item or of a part that says a text which came in deltas.
struct Repetition {
  std::string_view type;    // of the object
  std::string_view member;  // of it
  std::string_view kind;    // of the deltas
};
constexpr std::array<Repetition, 8> kRepetitions = {{
    {"output_text", "text", "output_text"},
    {"refusal", "refusal", "refusal"},
    {"reasoning_text", "text", "reasoning_text"},
    {"summary_text", "text", "reasoning_summary_text"},
    {"function_call", "arguments", "function_call_arguments"},
    {"custom_tool_call", "input", "custom_tool_call_input"},
    {"mcp_call", "arguments", "mcp_call_arguments"},
    {"code_interpreter_call", "code", "code_interpreter_call_code"},
}};

std::string_view kind_of(JsonOutline::Value value) {
  const std::string type = value.container().member("type").text();
  for (const Repetition& row : kRepetitions) {
    if (type == row.type && value.name().text_is(row.member)) return row.kind;
  }
  return {};
}

bool is_part_kind(std::string_view kind) {
  return kind == "output_text" || kind == "refusal" || kind.starts_with("reasoning_");
}

int64_t place_in_list(JsonOutline::Value element) {
  int64_t place = 0;
  for (JsonOutline::Value other : element.container()) {
    if (other == element) return place;
    ++place;
  }
  return 0;
}

int64_t part_of(JsonOutline::Value root) {
  const auto content = root.member("content_index").integer();
  return content.value_or(root.member("summary_index").integer().value_or(0));
}

int64_t output_of(JsonOutline::Value root) {
  return root.member("output_index").integer().value_or(0);
}

}  // namespace

std::unique_ptr<GuardedStream::Form> make_response_stream(const OutputRules& rules) {
  return std::make_unique<ResponseStream>(rules);
}

std::vector<std::string> ResponseStream::finish_reasons() const {
  if (status_.empty()) return {};
  return {status_};
}

void ResponseStream::take_event(const http::Event& event) {
  repeated_.clear();
  replaced_.clear();
  removed_.clear();
  piece_ = nullptr;
  dropped_ = last_ = failed_ = false;
  if (event.data == "[DONE]") return break_off("the stream ended before the answer did");
  event_name_ = event.name;
  event_text_ = event.data;
  if (!is_event_json(event_text_, outline_)) return break_off("an event is not a JSON object");
  const Value root = outline_.root();
  if (!numbered_) sequence_ = root.member("sequence_number").integer().value_or(0);
  numbered_ = true;
  take_typed(root.member("type").text());
  take_beside(root);
  if (!stops()) complete();
}

void ResponseStream::take_typed(std::string_view type) {
  const Value root = outline_.root();
  if (type == "error" || (root.member("error") && root.member("error").kind() != JsonKind::kNull)) {
    return break_off("the model server reported an error");
  }
  if (!type.starts_with(kPrefix)) return take_unknown(root);
  if (root.member("response").is_object()) return take_response(type, root.member("response"));
  const bool complete = type.ends_with(kDoneSuffix);
  if (root.member("item").is_object())
    return take_item(root.member("item"), output_of(root), complete);
  if (root.member("part").is_object()) return take_part(root, complete);
  if (type.ends_with(kDelta) && root.member("delta").is_string()) return take_delta(type, root);
  for (std::string_view member : kWholeText) {
    if (complete && root.member(member).is_string())
      return take_done(type, root, root.member(member));
  }
  take_unknown(root);
}

std::string ResponseStream::tool_of(int64_t output) const {
  for (const auto& [index, name] : tools_) {
    if (index == output) return name;
  }
  return {};
}

void ResponseStream::note_tool(int64_t output, Value item) {
  const Value name = item.member("name");
  if (!name.is_string() || !tool_of(output).empty()) return;
  if (tools_.size() >= kMaxOutputs) return break_off("the answer has too many tool calls");
  tools_.emplace_back(output, name.text());
}

// Null when the stream is broken. `root`: an event or an item that names the item.
ResponseStream::Text* ResponseStream::text_of(const Place& place, Value root,
                                              std::string_view tool) {
  for (Text& text : all_) {
    if (text.place == place) return &text;
  }
  if (texts_.full()) {
    break_off("the answer has too many texts");
    return nullptr;
  }
  auto restore = filter::Restore::kText;
  if (!is_part_kind(place.kind)) {
    restore = arguments_restore(rules_.restore_tools, tool);
    const bool is_json = place.kind.ends_with("arguments");
    if (restore == filter::Restore::kJsonString && !is_json) restore = filter::Restore::kText;
  }
  const Value id = root.member("item_id");
  all_.push_back({place, (id ? id : root.member("id")).text(), &texts_.add(restore), {}, false});
  return &all_.back();
}

void ResponseStream::take_delta(std::string_view type, Value root) {
  const Value delta = root.member("delta");
  std::string_view kind = type.substr(kPrefix.size());
  kind.remove_suffix(kDelta.size());
  const std::string said = delta.text();
  if (said.empty()) return;
  piece_ =
      text_of({std::string(kind), output_of(root), part_of(root)}, root, tool_of(output_of(root)));
  if (piece_ == nullptr) return;
  if (piece_->guarded->finished()) return break_off("a text goes on behind its end");
  piece_->streamed = true;
  piece_out_ = piece_->guarded->feed(said);
  dropped_ = piece_out_.empty();
  if (piece_out_ == said) return;
  replaced_.emplace_back(delta, quoted_json(piece_out_));
  if (root.member("logprobs").is_array()) replaced_.emplace_back(root.member("logprobs"), "[]");
}

void ResponseStream::take_done(std::string_view type, Value root, Value value) {
  std::string_view kind = type.substr(kPrefix.size());
  kind.remove_suffix(kDoneSuffix.size());
  const int64_t output = output_of(root);
  note_tool(output, root);
  Text* text = text_of({std::string(kind), output, part_of(root)}, root, tool_of(output));
  if (text == nullptr) return;
  repeat(*text, value);
}

// A text that never came in deltas is judged as it stands.
void ResponseStream::repeat(Text& text, Value value) {
  if (!text.streamed && !text.guarded->finished()) text.out = text.guarded->feed(value.text());
  text.guarded->finish();
  repeated_.push_back({&text, value});
}

void ResponseStream::take_part(Value root, bool complete) {
  take_strings(root.member("part"), output_of(root), part_of(root), complete);
}

void ResponseStream::take_item(Value item, int64_t output, bool complete) {
  note_tool(output, item);
  take_strings(item, output, -1, complete);
}

void ResponseStream::take_response(std::string_view type, Value response) {
  status_ = response.member("status").text();
  if (model_.empty()) model_ = response.member("model").text();
  last_ =
      type == "response.completed" || type == "response.incomplete" || type == "response.failed";
  failed_ = type == "response.failed";
  if (head_.empty()) head_ = response.raw();
  const Value usage = response.member("usage");
  if (usage.is_object()) {
    usage_ = {true, usage.member("input_tokens").integer().value_or(0),
              usage.member("output_tokens").integer().value_or(0)};
  }
  const Value error = response.member("error");
  if (error && error.kind() != JsonKind::kNull) {
    replaced_.emplace_back(
        error, R"({"code":"server_error","message":"The model server failed while it answered."})");
  }
  int64_t output = 0;
  for (Value item : response.member("output")) take_item(item, output++, last_);
  for (Value member : response) {
    const std::string name = member.name().text();
    if (name == "output" || is_structural(name) || is_of_server(name)) continue;
    take_strings(member, -1, -1, last_);
  }
}

// The strings of an item or of a part. Known texts say what was handed out, or nothing while they
// are not complete; any other is judged as it stands. `part` -1: the place in the item's list.
void ResponseStream::take_strings(Value root, int64_t output, int64_t part, bool complete) {
  std::vector<ModelString> strings;
  find_model_strings(root, rules_.restore_tools, strings);
  for (const ModelString& string : strings) {
    const std::string_view kind = output < 0 ? std::string_view() : kind_of(string.value);
    const std::string said = string.value.text();
    if (kind.empty()) {
      const auto out = judge_at_once(said, string.restore);
      if (out && *out != said) replaced_.emplace_back(string.value, quoted_json(*out));
      continue;
    }
    if (!complete) {
      replaced_.emplace_back(string.value, "\"\"");
      continue;
    }
    const bool in_list = is_part_kind(kind) && part < 0;
    const int64_t place =
        in_list ? place_in_list(string.value.container()) : std::max<int64_t>(part, 0);
    Text* text = text_of({std::string(kind), output, place}, root, tool_of(output));
    if (text == nullptr) return;
    repeat(*text, string.value);
  }
}

void ResponseStream::take_unknown(Value root) {
  std::vector<ModelString> strings;
  find_model_strings(root, nullptr, strings);
  for (const ModelString& string : strings) {
    const std::string said = string.value.text();
    const auto out = judge_at_once(said, filter::Restore::kText);
    dropped_ = dropped_ || !out || *out != said;
  }
}

// What no event of the API has.
void ResponseStream::take_beside(Value root) {
  constexpr std::array<std::string_view, 4> kTaken = {"response", "item", "part", "delta"};
  for (Value member : root) {
    const std::string name = member.name().text();
    const auto is = [&](std::string_view other) { return name == other; };
    if (std::any_of(kTaken.begin(), kTaken.end(), is) || is_structural(name) || dropped_) continue;
    if (std::any_of(kWholeText.begin(), kWholeText.end(), is) && !repeated_.empty()) continue;
    std::vector<ModelString> strings;
    find_model_strings(member, nullptr, strings);
    for (const ModelString& string : strings) {
      const std::string said = string.value.text();
      const auto out = judge_at_once(said, filter::Restore::kText);
      if (out && *out == said) continue;
      removed_.push_back(member);
      break;
    }
  }
}

void ResponseStream::go_on() {
  complete();
}

void ResponseStream::hand_out_rests() {
  for (const Repeated& repeated : repeated_) {
    Text& text = *repeated.text;
    const std::string rest = text.guarded->take_rest();
    if (rest.empty()) continue;
    if (text.streamed) append_delta(text, rest);
    text.out += rest;
  }
}

void ResponseStream::complete() {
  hand_out_rests();
  if (piece_ != nullptr) piece_->out += piece_out_;
  text_seen_ = text_seen_ || (piece_ != nullptr && !piece_out_.empty());
  if (dropped_) return;
  JsonEdits edits(outline_);
  for (auto& [value, json] : replaced_) edits.replace(value, std::move(json));
  for (const Repeated& repeated : repeated_) {
    if (repeated.value.text_is(repeated.text->out)) continue;
    edits.replace(repeated.value, quoted_json(repeated.text->out));
    const Value logprobs = repeated.value.container().member("logprobs");
    if (logprobs.is_array()) edits.replace(logprobs, "[]");
  }
  for (Value member : removed_) edits.remove(member);
  const Value root = outline_.root();
  if (last_ && rules_.report) {
    edits.insert_last_member(root, "governance", governance_json(rules_, texts_.inspection()));
  }
  number(edits, root);
  http::append_event(out_, event_name_, edits.empty() ? event_text_ : edits.apply());
  if (failed_) return failed("the model server reported that it failed");
  if (last_) done();
}

void ResponseStream::number(JsonEdits& edits, Value root) {
  const Value number = root.member("sequence_number");
  if (!number) return;
  const std::string next = next_number();
  if (number.raw() != next) edits.replace(number, next);
}

void ResponseStream::append_delta(const Text& text, std::string_view words) {
  text_seen_ = true;
  const std::string type = std::string(kPrefix) + text.place.kind + std::string(kDelta);
  JsonWriter out(256);
  out.begin_object().key("type").string(type).key("sequence_number").raw(next_number());
  out.key("item_id").string(text.item_id).key("output_index").integer(text.place.output);
  if (is_part_kind(text.place.kind)) {
    const bool summary = text.place.kind.starts_with("reasoning_summary");
    out.key(summary ? "summary_index" : "content_index").integer(text.place.part);
  }
  out.key("delta").string(words);
  if (text.place.kind == "output_text") out.key("logprobs").begin_array().end_array();
  out.end_object();
  http::append_event(out_, type, out.take());
}

void ResponseStream::take_end() {
  break_off("the stream ended before the answer did");
}

// The response as it began, with the texts that were handed out and the reason why there is no
// more.
std::string ResponseStream::withheld_response() const {
  JsonWriter output(512);
  output.begin_array();
  for (const Text& text : all_) {
    if (text.place.kind != "output_text" || text.out.empty()) continue;
    output.begin_object().key("type").string("message").key("id").string(text.item_id);
    output.key("role").string("assistant").key("status").string("incomplete");
    output.key("content").begin_array().begin_object().key("type").string("output_text");
    output.key("text").string(text.out).key("annotations").begin_array().end_array();
    output.end_object().end_array().end_object();
  }
  output.end_array();
  const std::string items = output.take();
  const JsonOutline head(head_.empty() ? "{}" : std::string_view(head_));
  JsonWriter out(1024);
  out.begin_object();
  for (Value member : head.root()) {
    const std::string name = member.name().text();
    const bool ours = name == "output" || name == "status" || name == "incomplete_details";
    if (ours ||
        (!is_structural(name) && !is_of_server(name) && member.kind() >= JsonKind::kString)) {
      continue;
    }
    out.key(name).raw(member.raw());
  }
  out.key("status").string("incomplete").key("incomplete_details");
  out.raw(R"({"reason":"content_filter"})").key("output").raw(items).end_object();
  return out.take();
}

void ResponseStream::write_block() {
  if (piece_ != nullptr && !piece_out_.empty()) {
    append_delta(*piece_, piece_out_);
    piece_->out += piece_out_;
  }
  status_ = "incomplete";
  JsonWriter out(1024);
  out.begin_object().key("type").string("response.incomplete");
  out.key("sequence_number").raw(next_number()).key("response").raw(withheld_response());
  if (rules_.report) out.key("governance").raw(governance_json(rules_, texts_.inspection()));
  out.end_object();
  http::append_event(out_, "response.incomplete", out.take());
}

void ResponseStream::write_error() {
  JsonWriter out(256);
  out.begin_object().key("type").string("error").key("code").string("upstream_error");
  out.key("message").string("The model server failed while it answered.").key("param").null();
  out.key("sequence_number").raw(next_number()).end_object();
  http::append_event(out_, "error", out.take());
}

}  // namespace gs::gateway::openai
