#include "gateway/guards/chat.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "base/json_writer.h"
#include "gateway/guards/answer.h"

namespace gs::gateway::guards {
namespace {

namespace json = boost::json;

constexpr size_t kMostWords = 16 * 1024;  // bytes; whoever says more does not answer the question
constexpr std::string_view kWhiteSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) - begin + 1);
}

void write_message(JsonWriter& out, std::string_view role, std::string_view content) {
  out.begin_object().key("role").string(role).key("content").string(content).end_object();
}

const json::object* member_object(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

const json::string* member_string(const json::object* object, std::string_view name) {
  const json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_string() ? &value->get_string() : nullptr;
}

}  // namespace

std::string chat_body(const ChatQuestion& question) {
  JsonWriter out;
  out.begin_object().key("model").string(question.model).key("messages").begin_array();
  if (!question.system.empty()) write_message(out, "system", question.system);
  for (const Turn& turn : question.turns) {
    write_message(out, turn.of_agent ? "assistant" : "user", turn.text);
  }
  out.end_array().key("max_tokens").integer(question.max_tokens);
  out.key("temperature").integer(0).key("stream").boolean(false).end_object();
  return out.take();
}

tl::expected<std::string, std::string> words_of(std::string_view body) {
  const auto parsed = parse_json(body);
  if (!parsed || !parsed->is_object()) return no_answer("the answer is not a JSON object");
  const json::value* choices = parsed->get_object().if_contains("choices");
  const bool has_choice = choices != nullptr && choices->is_array() &&
                          !choices->get_array().empty() && choices->get_array()[0].is_object();
  if (!has_choice) return no_answer("the answer has no choice");
  const json::object& choice = choices->get_array()[0].get_object();
  const json::string* reason = member_string(&choice, "finish_reason");
  if (reason != nullptr && *reason == "length") return no_answer("the answer was cut off");
  const json::string* words = member_string(member_object(choice, "message"), "content");
  if (words == nullptr) words = member_string(&choice, "text");
  if (words == nullptr) return no_answer("the answer has no text");
  if (words->size() > kMostWords) return no_answer("the answer is too long");
  return std::string(trimmed({words->data(), words->size()}));
}

}  // namespace gs::gateway::guards
