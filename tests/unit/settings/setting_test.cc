#include "settings/setting.h"

#include <gtest/gtest.h>

namespace gs::settings {
namespace {

Setting of_type(SettingType type) {
  return {.key = "a.b", .type = type, .default_text = "", .description = ""};
}

TEST(Setting, ReadsDurationsAndSizes) {
  struct Row {
    SettingType type;
    const char* text;
    Value value;
    const char* written;
  };
  using std::chrono::milliseconds;
  constexpr auto kDuration = SettingType::kDuration;
  constexpr auto kSize = SettingType::kSize;
  const Row rows[] = {
      {kDuration, "200ms", milliseconds(200), "200ms"},
      {kDuration, "10s", milliseconds(10'000), "10s"},
      {kDuration, "1m", milliseconds(60'000), "1m"},
      {kDuration, "2h", milliseconds(7'200'000), "2h"},
      {kDuration, "90s", milliseconds(90'000), "90s"},
      {kDuration, "60s", milliseconds(60'000), "1m"},
      {kDuration, "0s", milliseconds(0), "0ms"},
      {kSize, "512B", Bytes{512}, "512B"},
      {kSize, "32KiB", Bytes{32768}, "32KiB"},
      {kSize, "8MiB", Bytes{8388608}, "8MiB"},
      {kSize, "1GiB", Bytes{1073741824}, "1GiB"},
      {kSize, "1536KiB", Bytes{1572864}, "1536KiB"},
  };
  for (const Row& row : rows) {
    const auto value = parse_value(of_type(row.type), row.text);
    ASSERT_TRUE(value) << row.text << ": " << value.error();
    EXPECT_EQ(*value, row.value) << row.text;
    EXPECT_EQ(to_text(*value), row.written);
  }
}

TEST(Setting, ReadsTheOtherTypes) {
  Setting choice = of_type(SettingType::kEnum);
  choice.choices = "off|errors|all";
  EXPECT_EQ(parse_value(choice, "errors"), Value(std::string("errors")));
  EXPECT_EQ(parse_value(of_type(SettingType::kInteger), "-5"), Value(int64_t{-5}));
  EXPECT_EQ(parse_value(of_type(SettingType::kBool), "on"), Value(true));
  EXPECT_EQ(parse_value(of_type(SettingType::kBool), "false"), Value(false));
  EXPECT_EQ(parse_value(of_type(SettingType::kString), ""), Value(std::string()));
  const auto list = parse_value(of_type(SettingType::kList), " a, b ,,c");
  EXPECT_EQ(list, Value(std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(to_text(*list), "a,b,c");
  EXPECT_EQ(to_text(SecretReference{SecretReference::Place::kEnvironment, "KEY"}), "{env: KEY}");
}

TEST(Setting, RefusesWhatIsNotOfTheType) {
  Setting choice = of_type(SettingType::kEnum);
  choice.choices = "off|errors|all";
  Setting size = of_type(SettingType::kSize);
  size.minimum = "1KiB";
  size.maximum = "1MiB";
  constexpr const char* kNotDuration = "must be a duration such as 200ms, 10s, 1m or 2h, not '";
  constexpr const char* kNotSize = "must be a size such as 512B, 32KiB, 8MiB or 1GiB, not '";
  const auto duration = of_type(SettingType::kDuration);
  struct Row {
    Setting setting;
    std::string text, message;
  };
  const std::vector<Row> rows = {
      {duration, "10", kNotDuration + std::string("10'")},
      {duration, "s", kNotDuration + std::string("s'")},
      {duration, "", kNotDuration + std::string("'")},
      {duration, "-1s", kNotDuration + std::string("-1s'")},
      {duration, "1.5s", kNotDuration + std::string("1.5s'")},
      {duration, "10 s", kNotDuration + std::string("10 s'")},
      {duration, "10S", kNotDuration + std::string("10S'")},
      {duration, "9223372036854775807h", kNotDuration + std::string("9223372036854775807h'")},
      {duration, "99999999999999999999s", kNotDuration + std::string("99999999999999999999s'")},
      {size, "8MB", kNotSize + std::string("8MB'")},
      {size, "1023B", "must be at least 1KiB, not 1023B"},
      {size, "2MiB", "must be at most 1MiB, not 2MiB"},
      {of_type(SettingType::kInteger), "1.0", "must be an integer, not '1.0'"},
      {of_type(SettingType::kInteger), "0x10", "must be an integer, not '0x10'"},
      {of_type(SettingType::kBool), "yes", "must be on or off, not 'yes'"},
      {choice, "error", "must be one of off, errors, all, not 'error'; did you mean 'errors'?"},
      {choice, "", "must be one of off, errors, all, not ''"},
      {of_type(SettingType::kSecret), "hunter2", std::string(kSecretGivenLiterally)},
  };
  for (const Row& row : rows) {
    const auto value = parse_value(row.setting, row.text);
    ASSERT_FALSE(value) << row.text;
    EXPECT_EQ(value.error(), row.message);
  }
}

TEST(Setting, LimitsAreInclusive) {
  Setting integer = of_type(SettingType::kInteger);
  integer.minimum = "1";
  integer.maximum = "3";
  EXPECT_FALSE(parse_value(integer, "0"));
  EXPECT_TRUE(parse_value(integer, "1"));
  EXPECT_TRUE(parse_value(integer, "3"));
  EXPECT_FALSE(parse_value(integer, "4"));
}

}  // namespace
}  // namespace gs::settings
