#include "gateway/openai/legacy.h"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/json_outline.h"
#include "base/json_writer.h"

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;

std::optional<RequestProblem> check_prompt(const json::object& body) {
  const json::value* prompt = body.if_contains("prompt");
  if (prompt == nullptr) {
    return field_problem("prompt", "is required", "missing_required_parameter");
  }
  if (!prompt->is_string()) return wrong_type("prompt", "must be a string");
  return std::nullopt;
}

void copy_member(JsonWriter& out, JsonOutline::Value from, std::string_view name,
                 std::string_view to) {
  JsonOutline::Value value = from.member(name);
  if (value && value.kind() != JsonKind::kNull) out.key(to).raw(value.raw());
}

// The chat that says what the legacy body, which has been checked, says.
std::string chat_body(JsonOutline::Value legacy, std::string_view model, bool stream) {
  JsonWriter out;
  out.begin_object().key("model").string(model).key("messages").begin_array();
  out.begin_object().key("role").string("user");
  out.key("content").raw(legacy.member("prompt").raw()).end_object().end_array();
  copy_member(out, legacy, "max_tokens", "max_tokens");
  copy_member(out, legacy, "temperature", "temperature");
  if (stream) out.key("stream").boolean(true);
  JsonOutline::Value context = legacy.member("context");
  if (context.is_object()) {
    out.key("governance").begin_object().key("context").raw(context.raw()).end_object();
  }
  out.end_object();
  return out.take();
}

// `limits` for the chat, which is a little longer and deeper than the body it is made of.
JsonLimits with_room(JsonLimits limits, std::string_view model) {
  constexpr size_t kFrame = 256;
  constexpr size_t kMostOfAQuotedByte = 6;  // \u001f
  limits.max_bytes += kFrame + kMostOfAQuotedByte * model.size();
  limits.max_depth += 2;
  return limits;
}

}  // namespace

tl::expected<ModelRequest, RequestProblem> read_legacy_request(std::string_view body, bool stream,
                                                               std::string_view default_model,
                                                               const JsonLimits& limits) {
  auto tree = parse_json(body, limits);
  if (!tree) return tl::unexpected(not_json(tree.error(), body.size(), limits));
  if (!tree->is_object()) return tl::unexpected(not_an_object());
  const json::object& object = tree->get_object();
  if (auto problem = check_prompt(object)) return tl::unexpected(*std::move(problem));
  GS_TRY(RequestSettings settings, read_request_settings(object));
  GS_TRY(RequestContext context, read_request_context(object, ""));
  (void)context;  // read again from the chat, which owns what it points to
  JsonOutline outline(body);
  std::string_view model = settings.model.empty() ? default_model : settings.model;
  return ModelRequest::read(Endpoint::kChat, chat_body(outline.root(), model, stream),
                            with_room(limits, model));
}

std::string http_dialect_body(const ModelRequest& chat) {
  std::string body = chat.upstream_body();
  JsonOutline outline(body);
  std::string prompt;
  for (JsonOutline::Value message : outline.root().member("messages")) {
    prompt.append(prompt.empty() ? "" : "\n\n").append(message.member("content").text());
  }
  JsonWriter out;
  out.begin_object().key("prompt").string(prompt);
  JsonOutline::Value model = outline.root().member("model");
  if (!model.text_is("")) copy_member(out, outline.root(), "model", "model");
  copy_member(out, outline.root(), "max_tokens", "max_tokens");
  copy_member(out, outline.root(), "temperature", "temperature");
  copy_member(out, outline.root(), "stream", "stream");
  out.end_object();
  return out.take();
}

tl::expected<PlainAnswer, std::string> read_plain_answer(std::string_view body,
                                                         const JsonLimits& limits) {
  auto tree = parse_json(body, limits);
  if (!tree) return tl::unexpected("the answer is not JSON: " + tree.error().to_string());
  JsonOutline outline(body);
  JsonOutline::Value root = outline.root();
  JsonOutline::Value content = root.member("content");
  if (!content.is_string()) content = root.member("text");
  JsonOutline::Value choices = root.member("choices");
  if (choices) content = choices.element(0).member("message").member("content");
  if (!content.is_string() && !(choices && content.kind() == JsonKind::kNull)) {
    return tl::unexpected(std::string("the answer has no string 'content' or 'text'"));
  }
  PlainAnswer answer;
  answer.content = content.text();
  answer.model = root.member("model").text();
  JsonOutline::Value usage = root.member("usage");
  answer.usage = usage.is_object() ? std::string(usage.raw()) : "null";
  return answer;
}

std::string write_plain_answer(const PlainAnswer& answer) {
  JsonWriter out;
  out.begin_object().key("content").string(answer.content).key("model").string(answer.model);
  out.key("usage").raw(answer.usage).end_object();
  return out.take();
}

}  // namespace gs::gateway::openai
