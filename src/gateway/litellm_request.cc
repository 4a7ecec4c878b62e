#include "gateway/litellm_request.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <utility>

#include "gateway/guard_request.h"

namespace gs::gateway {
namespace {

namespace json = boost::json;

const json::array* array_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? &value->get_array() : nullptr;
}

std::optional<std::string_view> string_of(const json::value& holder, std::string_view name) {
  if (!holder.is_object()) return std::nullopt;
  const json::value* value = holder.get_object().if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

tl::expected<text::Phase, service::BadRequest> read_phase(const json::object& body) {
  const json::value* type = body.if_contains("input_type");
  if (type != nullptr && type->is_string()) {
    if (type->get_string() == "request") return text::Phase::kPrompt;
    if (type->get_string() == "response") return text::Phase::kOutput;
  }
  return tl::unexpected(service::bad_field("input_type", "must be request or response"));
}

// Roles of the chat API by the text that they speak; the first speaker of a text has it. A tree:
// callers choose the keys, and could choose them to collide in a table.
using Speakers = std::map<std::string_view, text::Role>;

text::Role role_of(std::string_view name) {
  if (name == "system" || name == "developer") return text::Role::kSystem;
  if (name == "assistant") return text::Role::kAssistant;
  if (name == "tool" || name == "function") return text::Role::kTool;
  return text::Role::kUser;
}

Speakers read_speakers(const json::object& body) {
  Speakers speakers;
  const json::array* messages = array_of(body, "structured_messages");
  if (messages == nullptr) return speakers;
  for (const json::value& message : *messages) {
    const auto role = string_of(message, "role");
    if (!role) continue;
    if (const auto content = string_of(message, "content")) {
      speakers.emplace(*content, role_of(*role));
    }
    const json::array* parts = array_of(message.get_object(), "content");
    if (parts == nullptr) continue;
    for (const json::value& part : *parts) {
      if (const auto text = string_of(part, "text")) speakers.emplace(*text, role_of(*role));
    }
  }
  return speakers;
}

void add_texts(const std::vector<std::string_view>& texts, const Speakers& speakers,
               LiteLlmRequest& request) {
  const bool is_prompt = request.question.phase == text::Phase::kPrompt;
  for (const std::string_view text : texts) {
    text::Role role = is_prompt ? text::Role::kUser : text::Role::kAssistant;
    if (const auto speaker = speakers.find(text); is_prompt && speaker != speakers.end()) {
      role = speaker->second;
    }
    request.segments.push_back({role, fmt::format("texts[{}]", request.segments.size()), text});
  }
  request.text_count = texts.size();
}

std::optional<std::string_view> arguments_of(const json::value& call) {
  const json::value* function =
      call.is_object() ? call.get_object().if_contains("function") : nullptr;
  return function == nullptr ? std::nullopt : string_of(*function, "arguments");
}

// What cannot be read must not pass for clean: it counts like an image.
tl::expected<void, service::BadRequest> add_tool_calls(const json::object& body,
                                                       LiteLlmRequest& request) {
  const json::value* calls = body.if_contains("tool_calls");
  if (calls == nullptr || calls->is_null()) return {};
  if (!calls->is_array() || calls->get_array().size() > kMaxTexts) {
    return tl::unexpected(
        service::bad_field("tool_calls", fmt::format("must be an array of {} at most", kMaxTexts)));
  }
  for (size_t i = 0; i < calls->get_array().size(); ++i) {
    const auto arguments = arguments_of(calls->get_array()[i]);
    if (arguments) {
      request.segments.push_back({text::Role::kAssistant,
                                  fmt::format("tool_calls[{}].function.arguments", i), *arguments});
    } else {
      request.question.uninspectable = "tool calls without arguments as text";
    }
  }
  return {};
}

tl::expected<std::string, service::BadRequest> read_model(const json::object& body) {
  const json::value* model = body.if_contains("model");
  if (model == nullptr || model->is_null()) return std::string();
  if (!model->is_string()) return tl::unexpected(service::bad_field("model", "must be a string"));
  return std::string(model->get_string());
}

// Names of the tools that the model is offered.
std::vector<std::string> read_tools(const json::object& body) {
  std::vector<std::string> names;
  const json::array* tools = array_of(body, "tools");
  if (tools == nullptr) return names;
  for (const json::value& tool : *tools) {
    const json::value* function =
        tool.is_object() ? tool.get_object().if_contains("function") : nullptr;
    const auto name = string_of(function == nullptr ? tool : *function, "name");
    if (name && names.size() < kMaxTexts) names.emplace_back(*name);
  }
  return names;
}

}  // namespace

tl::expected<LiteLlmRequest, service::BadRequest> read_litellm_request(std::string_view body,
                                                                       const JsonLimits& limits) {
  auto parsed = service::read_json_object(body, limits);
  if (!parsed) return tl::unexpected(std::move(parsed).error());
  LiteLlmRequest request;
  request.body = *std::move(parsed);
  const json::object& object = request.body.get_object();

  const auto phase = read_phase(object);
  if (!phase) return tl::unexpected(phase.error());
  request.question.phase = *phase;
  const auto texts = read_texts(object, "texts", false);
  if (!texts) return tl::unexpected(texts.error());
  add_texts(*texts, read_speakers(object), request);
  if (auto added = add_tool_calls(object, request); !added) return tl::unexpected(added.error());

  const json::value* images = object.if_contains("images");
  const bool has_images = images != nullptr && !images->is_null() &&
                          !(images->is_array() && images->get_array().empty());
  if (has_images) request.question.uninspectable = "images";
  request.question.facts.tools = read_tools(object);
  auto model = read_model(object);
  if (!model) return tl::unexpected(std::move(model).error());
  request.question.facts.model = *std::move(model);

  constexpr char kParams[] = "additional_provider_specific_params";
  const auto params = read_object(object, kParams);
  if (!params) return tl::unexpected(params.error());
  if (*params == nullptr) return request;
  auto read = read_context_into(**params, std::string(kParams) + ".", request.question);
  if (!read) return tl::unexpected(std::move(read).error());
  return request;
}

}  // namespace gs::gateway
