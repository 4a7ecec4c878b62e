#include "settings/setting.h"

#include "base/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace gs::settings {
namespace {

using Outcome = tl::expected<Value, std::string>;

struct Unit {
  std::string_view name;
  int64_t factor;
};

// Largest first, as to_text() wants them.
constexpr Unit kDurationUnits[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr Unit kSizeUnits[] = {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}};

std::optional<int64_t> parse_integer(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "10s" as ten of the unit "s". Nothing for a missing or unknown unit, a sign, or overflow.
std::optional<int64_t> parse_quantity(std::string_view text, std::span<const Unit> units) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_integer(text.substr(0, digits));
  if (!number) return std::nullopt;
  for (const Unit& unit : units) {
    if (text.substr(digits) != unit.name) continue;
    if (*number > INT64_MAX / unit.factor) return std::nullopt;
    return *number * unit.factor;
  }
  return std::nullopt;
}

std::string quantity_text(int64_t number, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (number != 0 && number % unit.factor == 0) {
      return fmt::format("{}{}", number / unit.factor, unit.name);
    }
  }
  return fmt::format("0{}", units.back().name);
}

std::string must_be(std::string_view what, std::string_view text) {
  return fmt::format("must be {}, not '{}'", what, text);
}

std::optional<int64_t> magnitude(SettingType type, std::string_view text) {
  if (type == SettingType::kDuration) return parse_quantity(text, kDurationUnits);
  if (type == SettingType::kSize) return parse_quantity(text, kSizeUnits);
  return parse_integer(text);
}

Outcome parse_number(const Setting& setting, std::string_view text) {
  const auto number = magnitude(setting.type, text);
  const bool is_duration = setting.type == SettingType::kDuration;
  const bool is_size = setting.type == SettingType::kSize;
  if (!number) {
    return tl::unexpected(must_be(is_duration ? "a duration such as 200ms, 10s, 1m or 2h"
                                  : is_size   ? "a size such as 512B, 32KiB, 8MiB or 1GiB"
                                              : "an integer",
                                  text));
  }
  if (!setting.minimum.empty() && *number < magnitude(setting.type, setting.minimum)) {
    return tl::unexpected(fmt::format("must be at least {}, not {}", setting.minimum, text));
  }
  if (!setting.maximum.empty() && *number > magnitude(setting.type, setting.maximum)) {
    return tl::unexpected(fmt::format("must be at most {}, not {}", setting.maximum, text));
  }
  if (is_duration) return Value(std::chrono::milliseconds(*number));
  if (is_size) return Value(Bytes{static_cast<uint64_t>(*number)});
  return Value(*number);
}

Outcome parse_bool(std::string_view text) {
  if (text == "on" || text == "true") return Value(true);
  if (text == "off" || text == "false") return Value(false);
  return tl::unexpected(must_be("on or off", text));
}

Outcome parse_choice(const Setting& setting, std::string_view text) {
  const std::vector<std::string> choices = choices_of(setting);
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) {
    return Value(std::string(text));
  }
  std::string message = must_be(fmt::format("one of {}", fmt::join(choices, ", ")), text);
  const std::string suggestion = nearest(text, choices);
  if (!suggestion.empty()) message += fmt::format("; did you mean '{}'?", suggestion);
  return tl::unexpected(std::move(message));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    std::string_view part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

struct TextOf {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(int64_t number) const { return std::to_string(number); }
  std::string operator()(std::chrono::milliseconds time) const {
    return quantity_text(time.count(), kDurationUnits);
  }
  std::string operator()(Bytes size) const {
    return quantity_text(static_cast<int64_t>(size.count), kSizeUnits);
  }
  std::string operator()(bool on) const { return on ? "on" : "off"; }
  std::string operator()(const std::vector<std::string>& list) const {
    return fmt::format("{}", fmt::join(list, ","));
  }
  std::string operator()(const SecretReference& secret) const {
    if (secret.name.empty()) return "";
    const bool is_file = secret.place == SecretReference::Place::kFile;
    return fmt::format("{{{}: {}}}", is_file ? "file" : "env", secret.name);
  }
};

constexpr std::string_view kFreeName = ".*.";

}  // namespace

std::optional<GroupKey> group_key(std::string_view key) {
  const size_t at = key.find(kFreeName);
  if (at == std::string_view::npos) return std::nullopt;
  return GroupKey{key.substr(0, at), key.substr(at + kFreeName.size())};
}

std::string shown_key(std::string_view key) {
  const auto parts = group_key(key);
  return parts ? fmt::format("{}.<name>.{}", parts->group, parts->field) : std::string(key);
}

bool is_member_name(std::string_view name) {
  constexpr std::string_view kAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
  return !name.empty() && name.size() <= 64 &&
         kAlphanumeric.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

tl::expected<Value, std::string> parse_value(const Setting& setting, std::string_view text) {
  switch (setting.type) {
    case SettingType::kString:
      return Value(std::string(text));
    case SettingType::kInteger:
    case SettingType::kDuration:
    case SettingType::kSize:
      return parse_number(setting, text);
    case SettingType::kBool:
      return parse_bool(text);
    case SettingType::kEnum:
      return parse_choice(setting, text);
    case SettingType::kList:
      return Value(split(text, ','));
    case SettingType::kSecret:
      break;
  }
  if (text.empty()) return Value(SecretReference{});
  return tl::unexpected(std::string(kSecretGivenLiterally));
}

std::string to_text(const Value& value) {
  return std::visit(TextOf{}, value);
}

std::vector<std::string> choices_of(const Setting& setting) {
  return split(setting.choices, '|');
}

}  // namespace gs::settings
