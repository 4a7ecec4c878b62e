#include "evaluate/chat_exchange.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "evaluate/document.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostShown = 200;
constexpr std::string_view kWithheld = "content_filter";

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool is_temporary(int status) {
  return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

Result<ChatAnswer> read_error(int status, const json::object& root) {
  for (const std::string_view name : {"code", "type"}) {
    if (text_or_empty(find(root, {"error", name})) == kWithheld) return ChatAnswer{{}, true};
  }
  std::string_view why = text_or_empty(find(root, {"error", "message"}));
  if (why.empty()) why = text_or_empty(root.if_contains("detail"));
  return fail(is_temporary(status) ? ErrorCode::kUnavailable : ErrorCode::kInvalidInput,
              "the endpoint answered " + std::to_string(status) +
                  (why.empty() ? "" : ": " + escape_for_display(why, kMostShown)));
}

}  // namespace

std::string to_json(const ChatRequest& request) {
  JsonWriter out;
  out.begin_object().key("model").string(request.model).key("messages").begin_array();
  for (const ChatMessage& message : request.messages) {
    out.begin_object().key("role").string(message.role);
    out.key("content").string(message.text).end_object();
  }
  out.end_array().key("temperature").number(request.temperature);
  out.key("max_tokens").integer(request.max_tokens).end_object();
  return out.take();
}

Result<ChatAnswer> read_chat_answer(int status, std::string_view body) {
  const auto parsed = parse_json(body);
  const bool is_object = parsed && parsed->is_object();
  if (status != 200) {
    return read_error(status, is_object ? parsed->get_object() : json::object());
  }
  if (!is_object) return fail(ErrorCode::kInvalidInput, "the endpoint's answer is no JSON object");
  const auto no_answer = [](std::string_view field) {
    return fail(ErrorCode::kInvalidInput,
                std::string(field) + ": the endpoint's answer is no chat completion");
  };
  const json::value* choices = parsed->get_object().if_contains("choices");
  if (choices == nullptr || !choices->is_array() || choices->get_array().empty() ||
      !choices->get_array()[0].is_object()) {
    return no_answer("choices");
  }
  const json::object& choice = choices->get_array()[0].get_object();
  const json::value* content = find(choice, {"message", "content"});
  if (content == nullptr) return no_answer("choices[0].message.content");
  ChatAnswer answer;
  answer.text = text_or_empty(content);
  answer.withheld = text_or_empty(choice.if_contains("finish_reason")) == kWithheld ||
                    !text_or_empty(find(choice, {"message", "refusal"})).empty();
  if (!content->is_string() && !answer.withheld && !find(choice, {"message", "tool_calls"})) {
    return no_answer("choices[0].message.content");
  }
  return answer;
}

Result<GuardVerdict> read_guard_verdict(std::string_view text) {
  text = trimmed(text);
  const size_t end = text.find_first_of(" \t\r\n.,:");
  std::string word(text.substr(0, end));
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (word == "safe") return GuardVerdict{};
  if (word == "unsafe") {
    const std::string_view rest =
        end == std::string_view::npos ? std::string_view() : trimmed(text.substr(end));
    return GuardVerdict{true, is_valid_utf8(rest) ? escape_for_display(rest, kMostShown) : ""};
  }
  return fail(ErrorCode::kInvalidInput, "the guard model said neither safe nor unsafe");
}

}  // namespace gs::evaluate
