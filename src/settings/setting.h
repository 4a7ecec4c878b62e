// One named setting: what it is called, what it may hold, and how its text is read.
#pragma once

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gs::settings {

enum class SettingType : uint8_t {
  kString,
  kInteger,
  kDuration,  // "200ms", "10s", "1m", "2h"
  kSize,      // "512B", "32KiB", "8MiB", "1GiB"
  kBool,      // "on", "off", "true", "false"
  kEnum,      // one of `choices`
  kList,      // of strings; as one text: separated by commas
  kSecret,    // {file: PATH} or {env: NAME}, never the value itself
};

// A row of the table of settings. Texts live as long as the program.
struct Setting {
  // Dotted, as it is nested in the file: "http.limits.body". One part may be "*", as in
  // "upstreams.*.url": the file chooses names there, and each name has every row of the group.
  std::string_view key;
  SettingType type = SettingType::kString;
  std::string_view default_text;  // in the notation of the type; empty: none
  std::string_view description;   // one sentence without a trailing stop
  std::string_view choices = {};  // kEnum: "off|errors|all"
  // Inclusive, in the notation of the type (integer, duration, size); empty: no limit.
  std::string_view minimum = {};
  std::string_view maximum = {};
  // The variable that sets it, or empty. A secret's variable holds the secret itself and counts
  // only where the file says nothing of it; so does the one that holds the path of its file.
  std::string_view environment = {};
  std::string_view path_environment = {};
  std::string_view flag = {};  // the command-line flag that sets it, or empty
};

using Table = std::span<const Setting>;

// The two sides of the "*" in a key: "upstreams" and "url". Nothing for a key without one.
struct GroupKey {
  std::string_view group;
  std::string_view field;
};
std::optional<GroupKey> group_key(std::string_view key);

// The key for readers: "upstreams.<name>.url".
std::string shown_key(std::string_view key);

// Names that a file may choose in a group: [a-z0-9][a-z0-9_.-]{0,63}.
inline constexpr std::string_view kMemberNamePattern = "^[a-z0-9][a-z0-9_.-]{0,63}$";
inline constexpr size_t kMaxMembers = 64;
bool is_member_name(std::string_view name);

struct Bytes {
  uint64_t count = 0;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

struct SecretReference {
  enum class Place : uint8_t { kFile, kEnvironment };
  Place place = Place::kFile;
  std::string name;  // a path or a variable; empty: the setting is not set
  friend bool operator==(const SecretReference&, const SecretReference&) = default;
};

// kString and kEnum: string; kInteger: int64; kDuration: milliseconds; and so on by name.
using Value = std::variant<std::string, int64_t, std::chrono::milliseconds, Bytes, bool,
                           std::vector<std::string>, SecretReference>;

// What is wrong with a secret that is given as itself.
inline constexpr std::string_view kSecretGivenLiterally =
    "is a secret: write {file: PATH} or {env: NAME}, never the value itself";

// Reads a value. Of a secret only the empty text (not set) has a value. The error says what is
// wrong in terms of the setting: "must be a duration such as 10s, not 'soon'", "must be at least
// 1KiB".
tl::expected<Value, std::string> parse_value(const Setting& setting, std::string_view text);

// The value in the notation of its type, in the largest unit that needs no fraction: "10s", "8MiB".
std::string to_text(const Value& value);

// The parts of "off|errors|all".
std::vector<std::string> choices_of(const Setting& setting);

}  // namespace gs::settings
