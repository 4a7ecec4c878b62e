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
std::string origin(const Setting& setting, Source source) {
  if (source == Source::kEnvironment) return fmt::format(" (environment {})", setting.environment);
  if (source == Source::kFlag) return fmt::format(" (flag {})", setting.flag);
  return "";
}

Issue issue_about(const ResolvedSetting& at, std::string message) {
  Issue issue;
  issue.position = at.position;
  issue.length = at.setting.type == SettingType::kSecret ? 0 : at.length;
  issue.message = fmt::format("'{}' {}{}", at.setting.key, message, origin(at.setting, at.source));
  issue.path = at.setting.key;
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
  return {
      .setting = setting, .value = std::move(*value), .source = Source::kDefault, .position = {}};
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

tl::expected<Settings, Issues> Settings::resolve(Table table, const SettingsInput& input) {
  Issues issues;
  auto in_file = read_settings_file(table, input.file_text, issues);
  check_flags_known(table, input, issues);

  std::vector<ResolvedSetting> resolved;
  for (const Setting& setting : table) {
    ResolvedSetting one = default_of(setting);
    if (const auto placed = in_file.find(setting.key); placed != in_file.end()) {
      one.value = std::move(placed->second.value);
      one.source = Source::kFile;
      one.position = placed->second.position;
      one.length = placed->second.length;
    }
    if (!setting.environment.empty() && input.environment) {
      const auto text = input.environment(setting.environment);
      if (text && !text->empty()) override_with(one, Source::kEnvironment, *text, issues);
    }
    if (const auto flag = input.flags.find(setting.flag); flag != input.flags.end()) {
      override_with(one, Source::kFlag, flag->second, issues);
    }
    resolved.push_back(std::move(one));
  }
  if (has_errors(issues)) return tl::unexpected(std::move(issues));
  return Settings(std::move(resolved));
}

const ResolvedSetting& Settings::find(std::string_view key) const {
  const auto found =
      std::find_if(settings_.begin(), settings_.end(),
                   [&](const ResolvedSetting& one) { return one.setting.key == key; });
  if (found == settings_.end()) std::abort();  // the code asks for a key that its table lacks
  return *found;
}

Issue Settings::issue_at(std::string_view key, std::string message) const {
  return issue_about(find(key), std::move(message));
}

Result<std::string> settings_digest(const Settings& settings) {
  boost::json::object object;
  for (const ResolvedSetting& one : settings.all()) {
    if (one.setting.type == SettingType::kSecret) continue;
    object[one.setting.key] = std::visit(JsonOf{}, one.value);
  }
  GS_TRY(const std::string canonical, canonical_json(object));
  return sha256_hex(canonical);
}

}  // namespace gs::settings
