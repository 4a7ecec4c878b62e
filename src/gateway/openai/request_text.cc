#include "gateway/openai/request_text.h"

#include <boost/json.hpp>
#include <utility>

#include "gateway/openai/format_words.h"

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;
using text::Role;
using Problem = std::optional<RequestProblem>;
using Reader = Problem (*)(TextCollector&, const BodyValue&);

std::optional<Role> role_named(std::string_view name) {
  if (name == "system" || name == "developer") return Role::kSystem;
  if (name == "user") return Role::kUser;
  if (name == "assistant") return Role::kAssistant;
  if (name == "tool" || name == "function") return Role::kTool;
  return std::nullopt;
}

// Visits each element until one has a problem.
template <typename Visit>
Problem each_element(TextCollector& out, const BodyValue& array, Visit visit) {
  Problem problem;
  out.elements(array, [&](const BodyValue& element) {
    if (!problem) problem = visit(element);
  });
  return problem;
}

Problem message(TextCollector& out, const BodyValue& value) {
  if (!value.tree->is_object()) return wrong_type(out.path(), "must be an object");
  const json::value* role = value.tree->get_object().if_contains("role");
  if (role == nullptr) {
    return field_problem(out.path() + ".role", "is required", "missing_required_parameter");
  }
  if (!role->is_string()) return wrong_type(out.path() + ".role", "must be a string");
  out.structure(value, role_named(role->get_string()).value_or(Role::kDocument));
  return std::nullopt;
}

Problem messages(TextCollector& out, const BodyValue& value) {
  if (!value.tree->is_array()) return wrong_type(out.path(), "must be an array");
  if (value.tree->get_array().empty()) {
    return field_problem(out.path(), "must not be empty", "empty_array");
  }
  return each_element(out, value, [&](const BodyValue& element) { return message(out, element); });
}

// A prompt or an input: a string, strings, token ids, or several lists of token ids.
Problem prompt_element(TextCollector& out, const BodyValue& value) {
  if (value.tree->is_string()) {
    out.string(value, Role::kUser);
    return std::nullopt;
  }
  if (!value.tree->is_array()) return wrong_type(out.path(), "must be a string or token ids");
  for (const json::value& token : value.tree->get_array()) {
    if (!token.is_number()) return wrong_type(out.path(), "must hold token ids alone");
  }
  out.uninspectable("token ids");
  return std::nullopt;
}

Problem prompt(TextCollector& out, const BodyValue& value) {
  if (value.tree->is_null()) return std::nullopt;
  bool list = value.tree->is_array();
  bool tokens = list && !value.tree->get_array().empty() && value.tree->get_array()[0].is_number();
  if (!list && !value.tree->is_string()) {
    return wrong_type(out.path(), "must be a string or an array");
  }
  if (!list || tokens) return prompt_element(out, value);
  return each_element(out, value,
                      [&](const BodyValue& element) { return prompt_element(out, element); });
}

// Who speaks in an item of a Responses input: its role, or who writes items of its type.
Role role_of_item(const json::object& item) {
  const json::value* role = item.if_contains("role");
  if (role != nullptr && role->is_string()) {
    return role_named(role->get_string()).value_or(Role::kDocument);
  }
  const json::value* type = item.if_contains("type");
  if (type == nullptr || !type->is_string()) return Role::kDocument;
  std::string_view name = type->get_string();
  if (name == "message") return Role::kDocument;
  if (name == "reasoning" || name.ends_with("_call")) return Role::kAssistant;
  if (name.ends_with("_output") || name.starts_with("mcp_")) return Role::kTool;
  return Role::kDocument;
}

Problem item(TextCollector& out, const BodyValue& value) {
  if (value.tree->is_string()) {
    out.string(value, Role::kUser);
    return std::nullopt;
  }
  if (!value.tree->is_object()) return wrong_type(out.path(), "must be an object");
  out.structure(value, role_of_item(value.tree->get_object()));
  return std::nullopt;
}

Problem items(TextCollector& out, const BodyValue& value) {
  if (value.tree->is_null()) return std::nullopt;
  if (value.tree->is_string()) return item(out, value);
  if (!value.tree->is_array()) return wrong_type(out.path(), "must be a string or an array");
  return each_element(out, value, [&](const BodyValue& element) { return item(out, element); });
}

Problem instructions(TextCollector& out, const BodyValue& value) {
  if (value.tree->is_null()) return std::nullopt;
  if (!value.tree->is_string()) return wrong_type(out.path(), "must be a string");
  out.string(value, Role::kSystem);
  return std::nullopt;
}

// Tool descriptions may come from servers that nobody here wrote, so they are no system text.
Problem tool_text(TextCollector& out, const BodyValue& value) {
  out.every_string(value, Role::kTool);
  return std::nullopt;
}

Problem tool_list(TextCollector& out, const BodyValue& value) {
  if (!value.tree->is_array() && !value.tree->is_null()) {
    return wrong_type(out.path(), "must be an array");
  }
  return tool_text(out, value);
}

Problem user_text(TextCollector& out, const BodyValue& value) {
  out.structure(value, Role::kUser);
  return std::nullopt;
}

Problem predicted(TextCollector& out, const BodyValue& value) {
  out.structure(value, Role::kDocument);
  return std::nullopt;
}

// A prompt that the service keeps, with the variables that the request fills in.
Problem stored_prompt(TextCollector& out, const BodyValue& value) {
  if (value.tree->is_null()) return std::nullopt;
  if (!value.tree->is_object()) return wrong_type(out.path(), "must be an object");
  out.uninspectable("stored prompt");
  out.members(value, [&](std::string_view name, const BodyValue& member) {
    if (name == "id" || name == "version") return;
    out.structure(member, Role::kUser);
  });
  return std::nullopt;
}

Problem document(TextCollector& out, const BodyValue& value) {
  out.every_string(value, Role::kDocument);
  return std::nullopt;
}

struct Field {
  std::string_view name;
  Reader read;
};

constexpr Field kEverywhere[] = {
    {"messages", messages},
    {"instructions", instructions},
    {"tools", tool_list},
    {"functions", tool_list},
    {"tool_choice", tool_text},
    {"function_call", tool_text},
    {"response_format", tool_text},
    {"text", tool_text},
    {"chat_template", tool_text},
    {"chat_template_kwargs", tool_text},
    {"guided_json", tool_text},
    {"guided_choice", tool_text},
    {"guided_regex", tool_text},
    {"guided_grammar", tool_text},
    {"structured_outputs", tool_text},
    {"suffix", user_text},
    {"prediction", predicted},
};
constexpr Field kOfCompletions[] = {{"prompt", prompt}};
constexpr Field kOfResponses[] = {{"prompt", stored_prompt}, {"input", items}};
constexpr Field kOfEmbeddings[] = {{"input", prompt}};

template <size_t N>
Reader reader_in(const Field (&fields)[N], std::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return field.read;
  }
  return nullptr;
}

Reader own_reader(Endpoint endpoint, std::string_view name) {
  switch (endpoint) {
    case Endpoint::kChat:
      return nullptr;
    case Endpoint::kCompletions:
      return reader_in(kOfCompletions, name);
    case Endpoint::kResponses:
      return reader_in(kOfResponses, name);
    case Endpoint::kEmbeddings:
      return reader_in(kOfEmbeddings, name);
  }
  return nullptr;
}

Problem field(Endpoint endpoint, TextCollector& out, std::string_view name,
              const BodyValue& value) {
  if (is_unseen_field(name)) return std::nullopt;
  Reader read = own_reader(endpoint, name);
  if (read == nullptr) read = reader_in(kEverywhere, name);
  if (read != nullptr) return read(out, value);
  std::string_view what = opaque_content(name);
  if (what.empty() || value.tree->is_null()) return document(out, value);
  out.uninspectable(what);
  return std::nullopt;
}

// The field without which the endpoint has nothing to do, or what may stand for it.
Problem require_text(Endpoint endpoint, const json::object& body) {
  std::string_view name = text_field_of(endpoint);
  bool replaced = (endpoint == Endpoint::kCompletions && body.contains("prompt_embeds")) ||
                  (endpoint == Endpoint::kEmbeddings && body.contains("messages"));
  if (endpoint == Endpoint::kResponses || replaced) return std::nullopt;
  const json::value* value = body.if_contains(name);
  if (value != nullptr && !value->is_null()) return std::nullopt;
  return field_problem(std::string(name), "is required", "missing_required_parameter");
}

}  // namespace

std::optional<RequestProblem> collect_request_text(Endpoint endpoint, const BodyValue& body,
                                                   SeenText& out) {
  if (Problem missing = require_text(endpoint, body.tree->get_object())) return missing;
  constexpr size_t kUsualSegments = 32;  // more are no error, and fewer are little memory
  out.segments.reserve(kUsualSegments);
  out.sites.reserve(kUsualSegments);
  TextCollector collector(out);
  Problem problem;
  collector.members(body, [&](std::string_view name, const BodyValue& value) {
    if (!problem) problem = field(endpoint, collector, name, value);
  });
  return problem;
}

}  // namespace gs::gateway::openai
