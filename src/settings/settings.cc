#include "settings/settings.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/nearest.h"
#include "settings/settings_file.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdlib>

namespace gs::settings {
namespace {

// How a message names where a value came from; the file is named by its position.
std::string origin(const ResolvedSetting& at) {
  if (at.source == Source::kEnvironment) {
    const auto* secret = std::get_if<SecretReference>(&at.value);
    const bool is_path = secret != nullptr && secret->place == SecretReference::Place::kFile;
    return fmt::format(" (environment {})",
                       is_path ? at.setting.path_environment : at.setting.environment);
  }
  if (at.source == Source::kFlag) return fmt::format(" (flag {})", at.setting.flag);
  return "";
}

Issue issue_about(const ResolvedSetting& at, std::string message) {
  Issue issue;
  const std::string key = at.key();
  issue.position = at.position;
  issue.length = at.setting.type == SettingType::kSecret ? 0 : at.length;
  issue.message = fmt::format("'{}' {}{}", key, message, origin(at));
  issue.path = key;
  return issue;
}

void override_with(ResolvedSetting& resolved, Source source, std::string_view text,
                   Issues& issues) {
  resolved.source = source;
  resolved.position = {};
  auto value = parse_value(resolved.setting, text);
  if (!value) {
    issues.push_back(issue_about(resolved, value.error()));
    return;
  }
  resolved.value = std::move(*value);
}

ResolvedSetting default_of(const Setting& setting) {
  auto value = parse_value(setting, setting.default_text);
  // A default that its own row refuses is a mistake in the table, not in any input.
  if (!value) std::abort();
  ResolvedSetting resolved;
  resolved.setting = setting;
  resolved.value = std::move(*value);
  return resolved;
}

void take_from_file(FileValues& file, ResolvedSetting& resolved) {
  const auto placed = file.values.find(resolved.key());
  if (placed == file.values.end()) return;
  resolved.value = std::move(placed->second.value);
  resolved.source = Source::kFile;
  resolved.position = placed->second.position;
  resolved.length = placed->second.length;
}

// Variables name the place of a secret; one that the file names stays.
void take_secret_from_environment(const SettingsInput& input, ResolvedSetting& resolved) {
  using Place = SecretReference::Place;
  const Setting& setting = resolved.setting;
  if (resolved.source != Source::kDefault) return;
  const auto value_of = [&](std::string_view name) {
    return (name.empty() ? std::nullopt : input.environment(name)).value_or("");
  };
  if (std::string path = value_of(setting.path_environment); !path.empty()) {
    resolved.value = SecretReference{Place::kFile, std::move(path)};
    resolved.source = Source::kEnvironment;
  } else if (!value_of(setting.environment).empty()) {
    resolved.value = SecretReference{Place::kEnvironment, std::string(setting.environment)};
    resolved.source = Source::kEnvironment;
  }
}

ResolvedSetting resolve_plain(const Setting& setting, FileValues& file, const SettingsInput& input,
                              Issues& issues) {
  ResolvedSetting one = default_of(setting);
  take_from_file(file, one);
  if (input.environment && setting.type == SettingType::kSecret) {
    take_secret_from_environment(input, one);
  } else if (input.environment && !setting.environment.empty()) {
    const auto text = input.environment(setting.environment);
    if (text && !text->empty()) override_with(one, Source::kEnvironment, *text, issues);
  }
  if (const auto flag = input.flags.find(setting.flag); flag != input.flags.end()) {
    override_with(one, Source::kFlag, flag->second, issues);
  }
  return one;
}

ResolvedSetting resolve_member(const Setting& setting, const PlacedName& name, FileValues& file) {
  ResolvedSetting one = default_of(setting);
  one.member = name.name;
  one.position = name.position;
  one.length = name.length;
  take_from_file(file, one);
  return one;
}

void check_flags_known(Table table, const SettingsInput& input, Issues& issues) {
  std::vector<std::string> known;
  for (const Setting& setting : table) {
    if (!setting.flag.empty()) known.emplace_back(setting.flag);
  }
  for (const auto& [flag, text] : input.flags) {
    if (std::find(known.begin(), known.end(), flag) != known.end()) continue;
    Issue issue;
    issue.message = fmt::format("unknown flag '{}'", flag);
    issue.suggestion = nearest(flag, known);
    issues.push_back(std::move(issue));
  }
}

struct JsonOf {
  boost::json::value operator()(const std::string& text) const { return boost::json::string(text); }
  boost::json::value operator()(int64_t number) const { return number; }
  boost::json::value operator()(std::chrono::milliseconds time) const {
    return static_cast<int64_t>(time.count());
  }
  boost::json::value operator()(Bytes size) const { return size.count; }
  boost::json::value operator()(bool on) const { return on; }
  boost::json::value operator()(const std::vector<std::string>& list) const {
    boost::json::array array;
    for (const std::string& item : list) array.emplace_back(item);
    return array;
  }
  boost::json::value operator()(const SecretReference&) const { return nullptr; }
};

}  // namespace

std::string_view to_string(Source source) {
  switch (source) {
    case Source::kDefault:
      return "default";
    case Source::kFile:
      return "file";
    case Source::kEnvironment:
      return "environment";
    case Source::kFlag:
      break;
  }
  return "flag";
}

std::string ResolvedSetting::key() const {
  const auto parts = group_key(setting.key);
  if (!parts) return std::string(setting.key);
  return fmt::format("{}.{}.{}", parts->group, member, parts->field);
}

tl::expected<Settings, Issues> Settings::resolve(Table table, const SettingsInput& input) {
  Issues issues;
  std::vector<Setting> known(table.begin(), table.end());
  known.insert(known.end(), input.also_known.begin(), input.also_known.end());
  FileValues file = read_settings_file(known, input.file_text, issues);
  check_flags_known(table, input, issues);

  std::vector<ResolvedSetting> resolved;
  for (const Setting& setting : table) {
    const auto parts = group_key(setting.key);
    if (!parts) {
      resolved.push_back(resolve_plain(setting, file, input, issues));
      continue;
    }
    for (const PlacedName& name : file.members[std::string(parts->group)]) {
      resolved.push_back(resolve_member(setting, name, file));
    }
  }
  if (has_errors(issues)) return tl::unexpected(std::move(issues));
  Members members;
  for (const auto& [group, names] : file.members) {
    for (const PlacedName& name : names) members[group].push_back(name.name);
  }
  return Settings(std::move(resolved), std::move(members));
}

const ResolvedSetting& Settings::find(std::string_view key) const {
  const auto found =
      std::find_if(settings_.begin(), settings_.end(),
                   [&](const ResolvedSetting& one) { return one.setting.key == key; });
  if (found == settings_.end()) std::abort();  // the code asks for a key that its table lacks
  return *found;
}

const ResolvedSetting& Settings::find(std::string_view group, std::string_view member,
                                      std::string_view field) const {
  const auto found =
      std::find_if(settings_.begin(), settings_.end(), [&](const ResolvedSetting& one) {
        const auto parts = group_key(one.setting.key);
        return parts && parts->group == group && parts->field == field && one.member == member;
      });
  if (found == settings_.end()) std::abort();  // as above, or a name that is not in members()
  return *found;
}

const std::vector<std::string>& Settings::members(std::string_view group) const {
  static const std::vector<std::string> kNone;
  const auto found = members_.find(group);
  return found == members_.end() ? kNone : found->second;
}

Issue Settings::issue_at(const ResolvedSetting& setting, std::string message) {
  return issue_about(setting, std::move(message));
}

Issue Settings::issue_at(std::string_view key, std::string message) const {
  return issue_about(find(key), std::move(message));
}

Result<std::string> settings_digest(const Settings& settings) {
  boost::json::object object;
  for (const ResolvedSetting& one : settings.all()) {
    if (one.setting.type == SettingType::kSecret) continue;
    object[one.key()] = std::visit(JsonOf{}, one.value);
  }
  GS_TRY(const std::string canonical, canonical_json(object));
  return sha256_hex(canonical);
}

}  // namespace gs::settings
