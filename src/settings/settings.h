// The effective settings: defaults, then the settings file, then the environment, then flags; each
// beats the one before.
//
//   auto settings = Settings::resolve(gateway_table(), {.file_text = text, .flags = {{"--listen",
//   a}}}); if (!settings) std::cerr << render(settings.error(), "governed-speed.yaml", text);
//
// Most code does not read Settings but a struct made of them, such as GatewaySettings.
#pragma once

#include "base/issue.h"
#include "base/result.h"
#include "settings/setting.h"

#include <tl/expected.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gs::settings {

enum class Source : uint8_t { kDefault, kFile, kEnvironment, kFlag };

std::string_view to_string(Source source);

struct SettingsInput {
  std::string_view file_text = {};
  // Further settings that the file may hold: those of another command that reads the same file.
  // They are checked as settings and then left alone.
  Table also_known = {};
  // Environment variables; asked only for names that the table has. A variable that is set to
  // nothing counts as not set.
  std::function<std::optional<std::string>(std::string_view name)> environment = {};
  std::map<std::string, std::string, std::less<>> flags = {};  // "--listen": "127.0.0.1:8081"
};

struct ResolvedSetting {
  Setting setting;
  std::string member;  // the name that stands for the "*" of the key; empty where it has none
  Value value;
  Source source = Source::kDefault;
  // In the settings file, where that is the source; of a member's default: where its name stands.
  Position position;
  uint32_t length = 1;  // of its text there, in code points

  std::string key() const;  // "http.limits.body", "upstreams.vllm-a.url"
};

class Settings {
 public:
  // All that is wrong, in one go. Issues of the file have their position; others name the variable
  // or the flag in their message. Every issue's `path` is the key.
  static tl::expected<Settings, Issues> resolve(Table table, const SettingsInput& input);

  // The value of a setting that the table has, in the type that its SettingType has.
  template <typename T>
  const T& get(std::string_view key) const {
    return std::get<T>(find(key).value);
  }
  const ResolvedSetting& find(std::string_view key) const;

  // The names that the file chose in a group of the table, in its order, and their values:
  // get<std::string>("upstreams", "vllm-a", "url").
  const std::vector<std::string>& members(std::string_view group) const;
  template <typename T>
  const T& get(std::string_view group, std::string_view member, std::string_view field) const {
    return std::get<T>(find(group, member, field).value);
  }
  const ResolvedSetting& find(std::string_view group, std::string_view member,
                              std::string_view field) const;

  const std::vector<ResolvedSetting>& all() const { return settings_; }

  // An error about the value of `key`, placed where that value came from.
  Issue issue_at(std::string_view key, std::string message) const;
  static Issue issue_at(const ResolvedSetting& setting, std::string message);

 private:
  using Members = std::map<std::string, std::vector<std::string>, std::less<>>;

  Settings(std::vector<ResolvedSetting> settings, Members members)
      : settings_(std::move(settings)), members_(std::move(members)) {}

  std::vector<ResolvedSetting> settings_;  // in the order of the table
  Members members_;                        // by group; without an entry: none
};

// SHA-256 (64 hex digits) of the canonical JSON (RFC 8785) of an object that maps the key of each
// setting to its effective value: durations in milliseconds, sizes in bytes; secrets are left out.
// The error is that of canonical_json(), such as an integer beyond 2^53.
Result<std::string> settings_digest(const Settings& settings);

}  // namespace gs::settings
