#include "settings/settings_file.h"

#include "base/nearest.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace gs::settings {
namespace {

constexpr size_t kMaxFileSize = 1024 * 1024;

uint32_t code_points(std::string_view text) {
  return static_cast<uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string joined(std::string_view prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : fmt::format("{}.{}", prefix, name);
}

// Listens to a parser without keeping anything.
class Unheard final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

// Whether anything stands behind the first document. Not by YAML::LoadAll(): behind a stray comma
// that finds empty documents without end, until the memory is used up.
bool has_more_documents(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Unheard unheard;
  return parser.HandleNextDocument(unheard) && parser.HandleNextDocument(unheard);
}

// A key as the file spells it and as the table does: they differ behind a chosen name.
struct Key {
  std::string spelt;    // "upstreams.a.url"
  std::string pattern;  // "upstreams.*.url"

  Key below(std::string_view name) const { return {joined(spelt, name), joined(pattern, name)}; }
  Key member(std::string_view name) const { return {joined(spelt, name), joined(pattern, "*")}; }
};

class Reader {
 public:
  Reader(Table table, std::string_view text, Issues& issues)
      : table_(table), text_(text), issues_(issues) {}

  void read_document();
  FileValues take_values() { return std::move(found_); }

 private:
  // The map of everything below `prefix`; table keys are at most a few names deep, so is the
  // recursion.
  void read_map(const YAML::Node& map, const Key& section);
  void read_entry(const Key& section, const YAML::Node& name, const YAML::Node& node);
  void read_section(const Key& key, const YAML::Node& name, const YAML::Node& node);
  void read_member(const Key& group, const YAML::Node& name, const YAML::Node& node);
  void read_setting(const Setting& setting, const Key& key, const YAML::Node& node, Position place);
  tl::expected<Value, std::string> value_of(const Setting& setting, const YAML::Node& node);

  const Setting* find(std::string_view key) const;
  bool is_section(std::string_view key) const;
  std::string suggestion_for(std::string_view key) const;
  Position position_of_mark(const YAML::Mark& mark) const;
  void add_issue(std::string_view key, Position position, uint32_t length, std::string message,
                 std::string suggestion = "");

  const Table table_;
  const std::string_view text_;
  Issues& issues_;
  FileValues found_;
};

const Setting* Reader::find(std::string_view key) const {
  const auto found = std::find_if(table_.begin(), table_.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == table_.end() ? nullptr : &*found;
}

bool Reader::is_section(std::string_view key) const {
  return std::any_of(table_.begin(), table_.end(), [&](const Setting& setting) {
    return setting.key.size() > key.size() && setting.key.starts_with(key) &&
           setting.key[key.size()] == '.';
  });
}

// The nearest name among those that may stand at the same place; else the place of a setting whose
// last name is the same ("body" at the top: "http.limits.body").
std::string Reader::suggestion_for(std::string_view key) const {
  const size_t dot = key.rfind('.');
  const std::string_view prefix = dot == std::string_view::npos ? "" : key.substr(0, dot + 1);
  const std::string_view name = key.substr(prefix.size());
  std::vector<std::string> siblings;
  for (const Setting& setting : table_) {
    if (!setting.key.starts_with(prefix) || setting.key.substr(prefix.size()).starts_with('*')) {
      continue;
    }
    const std::string_view rest = setting.key.substr(prefix.size());
    siblings.emplace_back(rest.substr(0, rest.find('.')));
  }
  const std::string near = nearest(name, siblings);
  if (!near.empty()) return near;
  for (const Setting& setting : table_) {
    if (setting.key.ends_with(fmt::format(".{}", name))) return shown_key(setting.key);
  }
  return "";
}

// yaml-cpp counts lines and bytes of a line from 0.
Position Reader::position_of_mark(const YAML::Mark& mark) const {
  if (mark.line < 0 || mark.column < 0) return {};
  std::string_view rest = text_;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (int line = 0; line < mark.line; ++line) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  return {static_cast<uint32_t>(mark.line + 1),
          code_points(rest.substr(0, static_cast<size_t>(mark.column))) + 1};
}

void Reader::add_issue(std::string_view key, Position position, uint32_t length,
                       std::string message, std::string suggestion) {
  Issue issue;
  issue.position = position;
  issue.length = length;
  issue.message = std::move(message);
  issue.suggestion = std::move(suggestion);
  issue.path = key;
  issues_.push_back(std::move(issue));
}

void Reader::read_document() {
  if (text_.size() > kMaxFileSize) {
    return add_issue("", {}, 1, "the settings file is larger than 1MiB");
  }
  try {
    const std::string text(text_);
    if (has_more_documents(text)) {
      return add_issue("", {}, 1,
                       "the settings file must be one YAML document and nothing behind it");
    }
    const YAML::Node document = YAML::Load(text);
    if (document.IsNull()) return;
    if (!document.IsMap()) {
      return add_issue("", position_of_mark(document.Mark()), 1, "must be a map of settings");
    }
    read_map(document, {});
  } catch (const YAML::Exception& error) {
    add_issue("", position_of_mark(error.mark), 1, "not YAML: " + error.msg);
  }
}

void Reader::read_map(const YAML::Node& map, const Key& section) {
  std::set<std::string> seen;
  for (const auto& entry : map) {
    const Position place = position_of_mark(entry.first.Mark());
    if (!entry.first.IsScalar()) {
      add_issue(section.spelt, place, 1, "the name of a setting must be a plain word");
      continue;
    }
    const std::string& name = entry.first.Scalar();
    if (!seen.insert(name).second) {
      const std::string key = joined(section.spelt, name);
      add_issue(key, place, code_points(name), fmt::format("'{}' is set twice", key));
      continue;
    }
    read_entry(section, entry.first, entry.second);
  }
}

void Reader::read_entry(const Key& section, const YAML::Node& name, const YAML::Node& node) {
  if (is_section(joined(section.pattern, "*"))) return read_member(section, name, node);
  const Key key = section.below(name.Scalar());
  const Position place = position_of_mark(name.Mark());
  // A dot inside a name would make two spellings of one setting.
  const bool is_plain = name.Scalar().find('.') == std::string::npos;
  if (const Setting* setting = is_plain ? find(key.pattern) : nullptr) {
    return read_setting(*setting, key, node, place);
  }
  if (is_plain && is_section(key.pattern)) return read_section(key, name, node);
  add_issue(key.spelt, place, code_points(name.Scalar()),
            fmt::format("unknown setting '{}'", key.spelt),
            is_plain ? suggestion_for(key.pattern) : "");
}

void Reader::read_section(const Key& key, const YAML::Node& name, const YAML::Node& node) {
  if (node.IsMap()) return read_map(node, key);
  if (node.IsNull()) return;  // a section whose settings are all commented out
  add_issue(key.spelt, position_of_mark(name.Mark()), code_points(name.Scalar()),
            fmt::format("'{}' must be a map of settings", key.spelt));
}

void Reader::read_member(const Key& group, const YAML::Node& name, const YAML::Node& node) {
  const Key key = group.member(name.Scalar());
  const PlacedName placed{name.Scalar(), position_of_mark(name.Mark()), code_points(name.Scalar())};
  if (!is_member_name(placed.name)) {
    return add_issue(
        key.spelt, placed.position, placed.length,
        fmt::format("'{}' is no name for one of '{}': up to 64 lower-case letters, digits, '_', "
                    "'.' and '-', the first a letter or digit",
                    placed.name, group.spelt));
  }
  std::vector<PlacedName>& members = found_.members[group.spelt];
  if (members.size() == kMaxMembers) {
    return add_issue(key.spelt, placed.position, placed.length,
                     fmt::format("'{}' has more than {} names", group.spelt, kMaxMembers));
  }
  members.push_back(placed);
  read_section(key, name, node);
}

void Reader::read_setting(const Setting& setting, const Key& key, const YAML::Node& node,
                          Position place) {
  const bool has_mark = node.Mark().line >= 0 && !node.IsNull();
  const Position position = has_mark ? position_of_mark(node.Mark()) : place;
  const uint32_t length = node.IsScalar() ? std::max(code_points(node.Scalar()), 1u) : 1;
  auto value = value_of(setting, node);
  if (!value) {
    // Nobody should find a secret in a log because it stood at the wrong place.
    const uint32_t shown = setting.type == SettingType::kSecret ? 0 : length;
    return add_issue(key.spelt, position, shown, fmt::format("'{}' {}", key.spelt, value.error()));
  }
  found_.values[key.spelt] = {std::move(*value), position, length};
}

tl::expected<Value, std::string> secret_of(const YAML::Node& node) {
  using Place = SecretReference::Place;
  if (node.IsMap() && node.size() == 1) {
    const auto& entry = *node.begin();
    const std::string place = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const std::string name = entry.second.IsScalar() ? entry.second.Scalar() : "";
    if (place == "file" && !name.empty()) return Value(SecretReference{Place::kFile, name});
    if (place == "env" && !name.empty()) return Value(SecretReference{Place::kEnvironment, name});
  }
  return tl::unexpected(std::string(kSecretGivenLiterally));
}

tl::expected<Value, std::string> list_of(const YAML::Node& node) {
  std::vector<std::string> list;
  for (const YAML::Node& item : node) {
    if (!item.IsScalar()) return tl::unexpected<std::string>("must be a list of strings");
    list.push_back(item.Scalar());
  }
  return Value(std::move(list));
}

tl::expected<Value, std::string> Reader::value_of(const Setting& setting, const YAML::Node& node) {
  if (setting.type == SettingType::kSecret) return secret_of(node);
  if (node.IsNull()) return tl::unexpected<std::string>("has no value");
  if (setting.type == SettingType::kList) {
    if (node.IsSequence()) return list_of(node);
    return tl::unexpected<std::string>("must be a list of strings");
  }
  if (!node.IsScalar()) {
    return tl::unexpected(
        fmt::format("must be a single value, not a {}", node.IsMap() ? "map" : "list"));
  }
  // In quotes it is a string, whatever it looks like.
  const bool is_quoted = node.Tag() == "!";
  if (is_quoted && setting.type == SettingType::kInteger) {
    return tl::unexpected<std::string>("must be an integer, not a string");
  }
  return parse_value(setting, node.Scalar());
}

}  // namespace

FileValues read_settings_file(Table table, std::string_view text, Issues& issues) {
  Reader reader(table, text, issues);
  reader.read_document();
  return reader.take_values();
}

}  // namespace gs::settings
