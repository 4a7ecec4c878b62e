#include "gateway/openai/model_strings.h"

#include <algorithm>
#include <array>

namespace gs::gateway::openai {
namespace {

using filter::Restore;
using Value = JsonOutline::Value;

constexpr std::array<std::string_view, 14> kStructural = {
    "obfuscation", "id",      "type",    "role",          "status",      "object",
    "index",       "call_id", "item_id", "finish_reason", "stop_reason", "encrypted_content",
    "signature",   "created"};

constexpr std::array<std::string_view, 4> kSpelling = {"logprobs", "token_ids", "prompt_logprobs",
                                                       "prompt_token_ids"};

constexpr std::array<std::string_view, 22> kOfServer = {"model",
                                                        "usage",
                                                        "system_fingerprint",
                                                        "service_tier",
                                                        "instructions",
                                                        "tools",
                                                        "tool_choice",
                                                        "metadata",
                                                        "text",
                                                        "reasoning",
                                                        "user",
                                                        "prompt",
                                                        "prompt_cache_key",
                                                        "prompt_cache_retention",
                                                        "safety_identifier",
                                                        "truncation",
                                                        "previous_response_id",
                                                        "incomplete_details",
                                                        "conversation",
                                                        "error",
                                                        "governance",
                                                        "provider"};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Walk {
  const std::vector<std::string>* tools;
  std::vector<ModelString>& found;
  bool in_call = false;  // below the arguments of a call every name is the model's

  // Depth is bounded by the reader of the JSON text.
  void visit(Value value, Restore restore) {
    if (value.is_string()) {
      if (value.raw().size() > 2) found.push_back({value, restore});
    } else if (value.is_array()) {
      for (Value element : value) visit(element, restore);
    } else if (value.is_object()) {
      visit_members(value, restore);
    }
  }

  void visit_members(Value object, Restore restore) {
    for (Value member : object) {
      const std::string name = member.name().text();
      if (in_call) {
        visit(member, restore);
      } else if (is_structural(name)) {
        continue;
      } else if (name == "name") {
        visit(member, Restore::kNone);
      } else if ((name == "arguments" || name == "input") && object.member("name").is_string()) {
        in_call = true;
        visit(member, call_restore(object.member("name").text(), name, member));
        in_call = false;
      } else {
        visit(member, restore);
      }
    }
  }

  // Arguments are JSON in a string; as an object, and as a custom tool's input, they are text.
  Restore call_restore(const std::string& tool, std::string_view name, Value member) const {
    const Restore restore = arguments_restore(tools, tool);
    const bool is_text = name == "input" || !member.is_string();
    return restore == Restore::kJsonString && is_text ? Restore::kText : restore;
  }
};

}  // namespace

bool is_of_server(std::string_view name) {
  return contains(kOfServer, name);
}

bool spells_text(std::string_view name) {
  return contains(kSpelling, name);
}

bool is_structural(std::string_view name) {
  return contains(kStructural, name) || spells_text(name);
}

Restore arguments_restore(const std::vector<std::string>* tools, std::string_view tool) {
  const bool listed =
      tools != nullptr && std::find(tools->begin(), tools->end(), tool) != tools->end();
  return listed ? Restore::kJsonString : Restore::kNone;
}

void find_model_strings(Value root, const std::vector<std::string>* restore_tools,
                        std::vector<ModelString>& found) {
  Walk{restore_tools, found}.visit(root, Restore::kText);
}

void find_answer_strings(Value root, const std::vector<std::string>* restore_tools,
                         std::vector<ModelString>& found) {
  for (Value member : root) {
    const std::string name = member.name().text();
    if (is_structural(name) || is_of_server(name)) continue;
    find_model_strings(member, restore_tools, found);
  }
}

}  // namespace gs::gateway::openai
