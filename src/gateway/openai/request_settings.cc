#include "gateway/openai/request_settings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <string_view>

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;
using Problem = std::optional<RequestProblem>;

// The member, where null counts as none.
const json::value* given(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Problem read_flag(const json::object& body, std::string_view name, std::string path, bool& out) {
  const json::value* value = given(body, name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) return wrong_type(std::move(path), "must be a boolean");
  out = value->get_bool();
  return std::nullopt;
}

// 64.0 is as whole as 64: JSON knows one kind of number. Both limits fit into 32 bits.
Problem read_count(const json::object& body, std::string_view name, int64_t least, int64_t most,
                   int64_t& out) {
  const json::value* value = given(body, name);
  if (value == nullptr) return std::nullopt;
  const double number = value->is_number() ? value->to_number<double>() : 0.5;
  if (std::trunc(number) != number) return wrong_type(std::string(name), "must be an integer");
  if (number < static_cast<double>(least) || number > static_cast<double>(most)) {
    std::string range = "must be from " + std::to_string(least) + " to " + std::to_string(most);
    return field_problem(std::string(name), range, "integer_out_of_range");
  }
  out = static_cast<int64_t>(number);
  return std::nullopt;
}

Problem read_model(const json::object& body, std::string& out) {
  const json::value* value = given(body, "model");
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return wrong_type("model", "must be a string");
  out = value->get_string();
  return std::nullopt;
}

Problem read_stream_options(const json::object& body, bool& include_usage) {
  const json::value* value = given(body, "stream_options");
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return wrong_type("stream_options", "must be an object");
  return read_flag(value->get_object(), "include_usage", "stream_options.include_usage",
                   include_usage);
}

Problem read_temperature(const json::object& body) {
  const json::value* value = given(body, "temperature");
  if (value == nullptr || value->is_number()) return std::nullopt;
  return wrong_type("temperature", "must be a number");
}

// Several limits may stand side by side; the service obeys the smallest.
Problem read_max_tokens(const json::object& body, int64_t& out) {
  constexpr int64_t kMost = INT32_MAX;
  for (std::string_view name : kTokenLimitFields) {
    int64_t limit = -1;
    if (Problem problem = read_count(body, name, 0, kMost, limit)) return problem;
    if (limit > 0) out = out == 0 ? limit : std::min(out, limit);
  }
  int64_t least = 0;
  return read_count(body, "min_tokens", 0, kMost, least);
}

Problem read_choices(const json::object& body, RequestSettings& out) {
  if (Problem problem = read_count(body, "n", 1, kMostChoices, out.choices)) return problem;
  int64_t best_of = 1;
  if (Problem problem = read_count(body, "best_of", 1, kMostChoices, best_of)) return problem;
  out.candidates = std::max(out.choices, best_of);
  return std::nullopt;
}

std::string_view string_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

// {"type":"function","function":{"name"}} in chat, {"type":"function","name"} in Responses,
// {"name"} in the older `functions`, {"type":"web_search"} for what the service brings itself.
std::string_view tool_name(const json::object& tool) {
  for (std::string_view nested : {"function", "custom"}) {
    const json::value* inner = tool.if_contains(nested);
    if (inner != nullptr && inner->is_object()) return string_member(inner->get_object(), "name");
  }
  std::string_view name = string_member(tool, "name");
  return name.empty() ? string_member(tool, "type") : name;
}

void read_tool_names(const json::object& body, std::vector<std::string>& out) {
  for (std::string_view field : {"tools", "functions"}) {
    const json::value* tools = given(body, field);
    if (tools == nullptr || !tools->is_array()) continue;
    for (const json::value& tool : tools->get_array()) {
      std::string_view name = tool.is_object() ? tool_name(tool.get_object()) : std::string_view();
      if (!name.empty()) out.emplace_back(name);
    }
  }
}

}  // namespace

tl::expected<RequestSettings, RequestProblem> read_request_settings(const json::object& body) {
  RequestSettings out;
  Problem problem = read_model(body, out.model);
  if (!problem) problem = read_flag(body, "stream", "stream", out.stream);
  if (!problem) problem = read_stream_options(body, out.include_usage);
  if (!problem) problem = read_max_tokens(body, out.max_tokens);
  if (!problem) problem = read_choices(body, out);
  if (!problem) problem = read_temperature(body);
  if (problem) return tl::unexpected(*std::move(problem));
  out.refers_to_stored_turns =
      given(body, "previous_response_id") != nullptr || given(body, "conversation") != nullptr;
  read_tool_names(body, out.tool_names);
  return out;
}

}  // namespace gs::gateway::openai
