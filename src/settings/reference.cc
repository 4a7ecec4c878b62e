#include "settings/reference.h"

#include "base/json.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace gs::settings {
namespace {

namespace json = boost::json;

void write_indented(const json::value& value, size_t depth, std::string& out) {
  if (!value.is_object() || value.get_object().empty()) {
    // Everything here is text of our own table, which canonical JSON can carry.
    out += canonical_json(value).value();
    return;
  }
  out += "{\n";
  bool first = true;
  for (const auto& [name, member] : value.get_object()) {
    if (!first) out += ",\n";
    first = false;
    out += std::string(2 * depth + 2, ' ') + canonical_json(json::string(name)).value() + ": ";
    write_indented(member, depth + 1, out);
  }
  out += "\n" + std::string(2 * depth, ' ') + "}";
}

json::object secret_schema() {
  const auto reference = [](std::string_view place) {
    json::object object{{"type", "object"}, {"additionalProperties", false}};
    object["required"] = json::array{place};
    object["properties"] =
        json::object{{place, json::object{{"type", "string"}, {"minLength", 1}}}};
    return object;
  };
  return {{"oneOf", json::array{reference("file"), reference("env")}}};
}

json::object integer_schema(const Setting& setting) {
  json::object schema{{"type", "integer"}};
  if (!setting.minimum.empty()) schema["minimum"] = std::stoll(std::string(setting.minimum));
  if (!setting.maximum.empty()) schema["maximum"] = std::stoll(std::string(setting.maximum));
  if (!setting.default_text.empty())
    schema["default"] = std::stoll(std::string(setting.default_text));
  return schema;
}

// An unquoted 1.2 is a number to a YAML reader; this program takes both.
json::array choice_values(const Setting& setting) {
  json::array values;
  for (const std::string& choice : choices_of(setting)) {
    values.emplace_back(choice);
    if (choice.find_first_not_of("0123456789.") == std::string::npos) {
      values.emplace_back(std::stod(choice));
    }
  }
  return values;
}

json::object type_schema(const Setting& setting) {
  switch (setting.type) {
    case SettingType::kString:
      return {{"type", "string"}};
    case SettingType::kInteger:
      return integer_schema(setting);
    case SettingType::kDuration:
      return {{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|h)$"}};
    case SettingType::kSize:
      return {{"type", "string"}, {"pattern", "^[0-9]+(B|KiB|MiB|GiB)$"}};
    case SettingType::kBool:
      // Where a reader follows YAML 1.2, `on` is a string.
      return {{"enum", json::array{true, false, "on", "off"}}};
    case SettingType::kEnum:
      return {{"enum", choice_values(setting)}};
    case SettingType::kList:
      return {{"type", "array"}, {"items", json::object{{"type", "string"}}}};
    case SettingType::kSecret:
      break;
  }
  return secret_schema();
}

std::string range_text(const Setting& setting) {
  if (!setting.choices.empty()) return fmt::format("{}", setting.choices);
  if (setting.minimum.empty() && setting.maximum.empty()) return "";
  return fmt::format("{} to {}", setting.minimum, setting.maximum);
}

json::object setting_schema(const Setting& setting) {
  json::object schema = type_schema(setting);
  std::string description(setting.description);
  const std::string range = range_text(setting);
  if (!range.empty() && setting.choices.empty()) description += fmt::format(" ({})", range);
  schema["description"] = description;
  const bool is_text = setting.type != SettingType::kList && setting.type != SettingType::kSecret;
  if (is_text && !setting.default_text.empty() && !schema.contains("default")) {
    schema["default"] = setting.default_text;
  }
  return schema;
}

json::object section_schema() {
  return {{"type", json::array{"object", "null"}},
          {"additionalProperties", false},
          {"properties", json::object{}}};
}

// The section `name` below `parent`, made as needed; "*" stands for every name that a file chooses.
json::object& section_below(json::object& parent, std::string_view name) {
  const bool is_free = name == "*";
  if (is_free) {
    parent["propertyNames"] = json::object{{"pattern", kMemberNamePattern}};
    parent["maxProperties"] = kMaxMembers;
  }
  json::value& section =
      is_free ? parent["additionalProperties"] : parent["properties"].as_object()[name];
  if (!section.is_object()) section = section_schema();
  return section.as_object();
}

// Puts the schema of "http.limits.body" below the objects "http" and "limits".
void place(json::object& root, std::string_view key, json::object schema) {
  json::object* at = &root;
  for (size_t dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.')) {
    at = &section_below(*at, key.substr(0, dot));
    key.remove_prefix(dot + 1);
  }
  (*at)["properties"].as_object()[key] = std::move(schema);
}

std::string_view type_name(SettingType type) {
  switch (type) {
    case SettingType::kString:
      return "string";
    case SettingType::kInteger:
      return "integer";
    case SettingType::kDuration:
      return "duration";
    case SettingType::kSize:
      return "size";
    case SettingType::kBool:
      return "on or off";
    case SettingType::kEnum:
      return "choice";
    case SettingType::kList:
      return "list of strings";
    case SettingType::kSecret:
      break;
  }
  return "secret reference";
}

std::string code(std::string_view text) {
  return text.empty() ? "" : fmt::format("`{}`", text);
}

std::string variables(const Setting& setting) {
  if (setting.path_environment.empty()) return code(setting.environment);
  return fmt::format("{} (path), {}", code(setting.path_environment), code(setting.environment));
}

std::string markdown_row(const Setting& setting) {
  std::string range = range_text(setting);
  for (size_t bar = 0; (bar = range.find('|', bar)) != std::string::npos; bar += 2) {
    range.replace(bar, 1, ", ");
  }
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", code(shown_key(setting.key)),
                     type_name(setting.type),
                     setting.default_text.empty() ? "none" : code(setting.default_text), range,
                     variables(setting), code(setting.flag), setting.description);
}

constexpr std::string_view kPageStart =
    R"(# Settings

The settings file `governed-speed.yaml` (`--settings FILE`) holds operations: listeners, limits, time-outs,
logs. Governance is in the policy file. A flag beats the environment, the environment beats the file, the file
beats the default. A key `http.limits.body` is nested in the file:

```yaml
http:
  limits:
    body: 8MiB
```

Durations carry a unit: `ms`, `s`, `m` or `h`. So do sizes: `B`, `KiB`, `MiB` or `GiB`. A secret is given as
`{file: PATH}` or `{env: NAME}`, never as the value itself; the variables of a secret count only where the file
says nothing of it. An unknown key is an error. The page is made from the program's own table of settings, and
so is the JSON Schema beside it.

`<name>` in a key is a name that the file chooses: up to 64 lower-case letters, digits, `_`, `.` and `-`, the
first a letter or digit, and no more than 64 names in a group. Each has all settings of its group:

```yaml
upstreams:
  vllm-a: {url: "http://10.0.0.7:8000", weight: 2}
  vllm-b: {url: "http://10.0.0.8:8000"}
```
)";

}  // namespace

std::string json_schema(Table table) {
  json::object root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", "Governed Speed settings"},
                    {"type", "object"},
                    {"additionalProperties", false},
                    {"properties", json::object{}}};
  for (const Setting& setting : table) place(root, setting.key, setting_schema(setting));
  std::string out;
  write_indented(root, 0, out);
  return out + "\n";
}

std::string reference_markdown(Table table) {
  std::string out(kPageStart);
  std::string_view section;
  for (const Setting& setting : table) {
    const std::string_view first = setting.key.substr(0, setting.key.find('.'));
    if (first != section) {
      section = first;
      out += fmt::format(
          "\n## {}\n\n| key | type | default | range | environment | flag | meaning |\n", section);
      out += "|---|---|---|---|---|---|---|\n";
    }
    out += markdown_row(setting);
  }
  return out;
}

}  // namespace gs::settings
