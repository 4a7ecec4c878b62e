#include "gateway/openai/request_edits.h"

#include <boost/json.hpp>
#include <set>
#include <utility>

#include "base/json.h"
#include "gateway/openai/request_settings.h"

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;

// The names of one object as they will be, so that a masked name does not meet another.
class NamesInUse {
 public:
  std::string free_name(JsonOutline::Value member, const std::string& wanted) {
    Names& names = of(member.container());
    std::string name = wanted;
    while (!names.used.insert(name).second) name = wanted + "_" + std::to_string(++names.count);
    return name;
  }

 private:
  struct Names {
    std::set<std::string> used;
    size_t count = 1;  // grows over the whole object, so that many equal masks stay linear
  };

  Names& of(JsonOutline::Value object) {
    auto [found, added] = objects_.try_emplace(object.index());
    if (added) {
      for (JsonOutline::Value child : object) found->second.used.insert(child.name().text());
    }
    return found->second;
  }

  std::map<uint32_t, Names> objects_;
};

std::string_view masked_text(const SeenText& seen, const MaskedTexts& masked, size_t segment) {
  auto found = masked.find(segment);
  return found == masked.end() ? seen.segments[segment].text : std::string_view(found->second);
}

BodyValue member_of(const BodyValue& body, std::string_view name) {
  const json::value* tree = body.tree->get_object().if_contains(name);
  if (tree == nullptr) return {};
  return {body.place.member(name), tree};
}

// Prefixes every string at and below `value`, a prompt or instructions.
void prefix_text(const std::string& prefix, const BodyValue& value, const SeenText& seen,
                 const MaskedTexts& masked, JsonEdits& edits) {
  for (size_t i = 0; i < seen.segments.size(); ++i) {
    JsonOutline::Value place = edits.outline().at(seen.sites[i].value);
    bool inside = place.first_byte() >= value.place.first_byte() &&
                  place.past_byte() <= value.place.past_byte();
    if (!inside || seen.sites[i].is_name) continue;
    edits.replace(place, quoted_json(prefix + std::string(masked_text(seen, masked, i))));
  }
}

void put_instructions_first(const std::string& text, const BodyValue& body, const SeenText& seen,
                            const MaskedTexts& masked, JsonEdits& edits) {
  BodyValue instructions = member_of(body, "instructions");
  if (instructions.tree != nullptr && instructions.tree->is_string()) {
    prefix_text(text + "\n\n", instructions, seen, masked, edits);
  } else {
    set_member(body, "instructions", quoted_json(text), edits);
  }
}

void put_message_first(Endpoint endpoint, const std::string& text, const BodyValue& body,
                       const SeenText& seen, const MaskedTexts& masked, JsonEdits& edits) {
  if (endpoint == Endpoint::kResponses) {
    return put_instructions_first(text, body, seen, masked, edits);
  }
  if (endpoint == Endpoint::kChat) {
    std::string message = "{\"role\":\"system\",\"content\":" + quoted_json(text) + "}";
    return edits.insert_first_element(member_of(body, "messages").place, std::move(message));
  }
  BodyValue prompt = member_of(body, "prompt");
  if (prompt.tree != nullptr) prefix_text(text + "\n\n", prompt, seen, masked, edits);
}

void cap_temperature(double most, const BodyValue& body, JsonEdits& edits) {
  BodyValue value = member_of(body, "temperature");
  bool number = value.tree != nullptr && value.tree->is_number();
  if (number && value.tree->to_number<double>() <= most) return;
  set_member(body, "temperature", ecmascript_number(most), edits);
}

bool is_above(const BodyValue& value, int64_t most) {
  return value.tree->is_number() && value.tree->to_number<double>() > static_cast<double>(most);
}

void cap_tokens(Endpoint endpoint, int64_t most, const BodyValue& body, JsonEdits& edits) {
  std::string limit = std::to_string(most);
  bool limited = false;
  for (std::string_view name : kTokenLimitFields) {
    BodyValue value = member_of(body, name);
    if (value.tree == nullptr || value.tree->is_null()) continue;
    limited = true;
    if (is_above(value, most)) set_member(body, name, limit, edits);
  }
  BodyValue least = member_of(body, "min_tokens");
  if (least.tree != nullptr && is_above(least, most)) set_member(body, "min_tokens", limit, edits);
  if (limited) return;
  bool responses = endpoint == Endpoint::kResponses;
  set_member(body, responses ? "max_output_tokens" : "max_tokens", limit, edits);
}

constexpr std::string_view kToolFields[] = {
    "tools",         "tool_choice",        "parallel_tool_calls", "functions",
    "function_call", "web_search_options", "max_tool_calls",
};

void remove_tools(const BodyValue& body, JsonEdits& edits) {
  for (std::string_view name : kToolFields) {
    JsonOutline::Value member = body.place.member(name);
    if (member) edits.remove(member);
  }
}

}  // namespace

void set_member(const BodyValue& body, std::string_view name, std::string json, JsonEdits& edits) {
  JsonOutline::Value member = body.place.member(name);
  if (member) return edits.replace(member, std::move(json));
  edits.insert_last_member(body.place, name, json);
}

void mask_segments(const SeenText& seen, const MaskedTexts& masked, JsonEdits& edits) {
  NamesInUse names;
  for (const auto& [segment, text] : masked) {
    const SeenText::Site& site = seen.sites[segment];
    JsonOutline::Value place = edits.outline().at(site.value);
    if (site.is_name) {
      edits.rename(place, names.free_name(place, text));
    } else {
      edits.replace(place, quoted_json(text));
    }
  }
}

void apply_safe_mode(Endpoint endpoint, const policy::SafeMode& mode, const BodyValue& body,
                     const SeenText& seen, const MaskedTexts& masked, JsonEdits& edits) {
  if (endpoint == Endpoint::kEmbeddings) return;
  put_message_first(endpoint, mode.system_message, body, seen, masked, edits);
  cap_temperature(mode.max_temperature, body, edits);
  cap_tokens(endpoint, mode.max_tokens, body, edits);
  if (!mode.tools) remove_tools(body, edits);
}

void ask_for_usage(const BodyValue& body, JsonEdits& edits) {
  JsonOutline::Value options = body.place.member("stream_options");
  JsonOutline::Value asked = options.member("include_usage");
  if (!options.is_object()) {
    set_member(body, "stream_options", R"({"include_usage":true})", edits);
  } else if (!asked) {
    edits.insert_last_member(options, "include_usage", "true");
  } else {
    edits.replace(asked, "true");
  }
}

}  // namespace gs::gateway::openai
