#include "settings/settings_file.h"

#include "settings/gateway_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace gs::settings {
namespace {

using ::testing::HasSubstr;

constexpr Setting kTable[] = {
    {.key = "http.limits.body",
     .type = SettingType::kSize,
     .default_text = "8MiB",
     .description = "",
     .minimum = "1KiB"},
    {.key = "http.limits.json_depth",
     .type = SettingType::kInteger,
     .default_text = "64",
     .description = ""},
    {.key = "http.idle", .type = SettingType::kDuration, .default_text = "75s", .description = ""},
    {.key = "log.access",
     .type = SettingType::kEnum,
     .default_text = "off",
     .description = "",
     .choices = "off|errors|all"},
    {.key = "cors.origins", .type = SettingType::kList, .default_text = "", .description = ""},
    {.key = "data.dir", .type = SettingType::kString, .default_text = "", .description = ""},
    {.key = "upstream.key", .type = SettingType::kSecret, .default_text = "", .description = ""},
    {.key = "servers.*.url", .type = SettingType::kString, .default_text = "", .description = ""},
};

std::string errors_of(std::string_view text) {
  Issues issues;
  read_settings_file(kTable, text, issues);
  return render(issues, "s.yaml", text);
}

TEST(SettingsFile, ReadsNestedValuesWithTheirPlaces) {
  const std::string_view text =
      "# ours\n"
      "http:\n"
      "  limits: {body: 1MiB, json_depth: 12}\n"
      "  idle: \"5s\"\n"
      "log:\n"
      "cors:\n"
      "  origins:\n"
      "    - https://a.example\n"
      "    - https://b.example\n"
      "data: {dir: 123}\n"
      "upstream:\n"
      "  key: {file: /run/key}\n";
  Issues issues;
  const auto values = read_settings_file(kTable, text, issues).values;
  EXPECT_EQ(render(issues, "s.yaml", text), "");
  ASSERT_EQ(values.size(), 6u);
  EXPECT_EQ(to_text(values.at("http.limits.body").value), "1MiB");
  EXPECT_EQ(values.at("http.limits.body").position, (Position{3, 18}));
  EXPECT_EQ(values.at("http.limits.body").length, 4u);
  EXPECT_EQ(to_text(values.at("http.limits.json_depth").value), "12");
  EXPECT_EQ(to_text(values.at("http.idle").value), "5s");
  EXPECT_EQ(to_text(values.at("cors.origins").value), "https://a.example,https://b.example");
  EXPECT_EQ(values.at("data.dir").value, Value(std::string("123")));
  EXPECT_EQ(values.at("upstream.key").value,
            Value(SecretReference{SecretReference::Place::kFile, "/run/key"}));
}

TEST(SettingsFile, AnEmptyFileHasNoValues) {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n", "---\n...\n", "\xEF\xBB\xBF"}) {
    Issues issues;
    EXPECT_TRUE(read_settings_file(kTable, text, issues).values.empty());
    EXPECT_TRUE(issues.empty()) << text;
  }
}

TEST(SettingsFile, ShowsAnUnknownKeyWithASuggestion) {
  EXPECT_EQ(errors_of("http:\n  limits:\n    boddy: 8MiB\n"),
            "s.yaml:3:5: error: unknown setting 'http.limits.boddy'\n"
            "  3 |     boddy: 8MiB\n"
            "    |     ^~~~~ did you mean 'body'?\n");
  EXPECT_THAT(errors_of("htpp: {}\n"), HasSubstr("did you mean 'http'?"));
  EXPECT_THAT(errors_of("origins: []\n"), HasSubstr("did you mean 'cors.origins'?"));
  EXPECT_THAT(errors_of("http.idle: 5s\n"),
              HasSubstr("s.yaml:1:1: error: unknown setting 'http.idle'"));
  EXPECT_THAT(errors_of("<<: {}\n"), HasSubstr("unknown setting '<<'"));
}

TEST(SettingsFile, NamesKeyPlaceAndLimitOfAWrongValue) {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"http: {limits: {body: 8}}",
       "s.yaml:1:23: error: 'http.limits.body' must be a size such as 512B, 32KiB, 8MiB or 1GiB, "
       "not '8'"},
      {"http: {limits: {body: 1B}}",
       "s.yaml:1:23: error: 'http.limits.body' must be at least 1KiB, not 1B"},
      {"http:\n  limits:\n    json_depth: \"12\"\n",
       "s.yaml:3:17: error: 'http.limits.json_depth' must be an integer, not a string"},
      {"http: {limits: {json_depth: ~}}", "'http.limits.json_depth' has no value"},
      {"http:\n  idle:\n", "s.yaml:2:3: error: 'http.idle' has no value"},
      {"http: {idle: [1]}", "s.yaml:1:14: error: 'http.idle' must be a single value, not a list"},
      {"http: {idle: {a: 1}}", "s.yaml:1:14: error: 'http.idle' must be a single value, not a map"},
      {"cors: {origins: a}", "s.yaml:1:17: error: 'cors.origins' must be a list of strings"},
      {"cors: {origins: [[a]]}", "s.yaml:1:17: error: 'cors.origins' must be a list of strings"},
      {"http: 5", "s.yaml:1:1: error: 'http' must be a map of settings"},
      {"http: {idle: 1s, idle: 2s}", "s.yaml:1:18: error: 'http.idle' is set twice"},
      {"[a, b]", "s.yaml:1:1: error: must be a map of settings"},
      {"? [a]\n: b\n", "s.yaml:1:3: error: the name of a setting must be a plain word"},
      {"a: 1\n---\nb: 2\n",
       "s.yaml: error: the settings file must be one YAML document and nothing behind it"},
      {"]", "s.yaml:1:1: error: not YAML: illegal flow end"},
      {",", "the settings file must be one YAML document and nothing behind it"},
      {"http:\n  idle: 1s\n bad", "s.yaml:3:"},
      {"a: [", "error: not YAML: "},
      {"data: {dir: \xC3\xA4\xC3\xA4}\nhttp: {idle: \xC3\xA4}",
       "s.yaml:2:14: error: 'http.idle' must be"},
      {"{data: {dir: \xC3\xA4\xC3\xA4}, http: {idle: x}}",
       "s.yaml:1:32: error: 'http.idle' must be"},
  };
  for (const Row& row : rows) EXPECT_THAT(errors_of(row.text), HasSubstr(row.message)) << row.text;
}

TEST(SettingsFile, CollectsAllThatIsWrong) {
  Issues issues;
  read_settings_file(kTable, "http: {idle: x, foo: 1}\nlog: {access: some}\nbar: 1\n", issues);
  ASSERT_EQ(issues.size(), 4u);
  EXPECT_EQ(issues[0].path, "http.idle");
  EXPECT_EQ(issues[1].path, "http.foo");
  EXPECT_EQ(issues[2].path, "log.access");
  EXPECT_EQ(issues[3].path, "bar");
}

TEST(SettingsFile, ALiteralSecretIsRefusedAndNotShown) {
  for (const char* text :
       {"upstream:\n  key: hunter2\n", "upstream:\n  key: {value: hunter2}\n",
        "upstream:\n  key: [hunter2]\n", "upstream:\n  key: {file: a, env: hunter2}\n",
        "upstream:\n  key: {hunter2: {file: a}}\n"}) {
    const std::string out = errors_of(text);
    EXPECT_EQ(out,
              "s.yaml:2:8: error: 'upstream.key' is a secret: write {file: PATH} or {env: NAME}, "
              "never the value itself\n");
  }
  EXPECT_THAT(errors_of("upstream: {key: {env: ''}}"), HasSubstr("'upstream.key' is a secret"));
}

TEST(SettingsFile, RefusesHugeAndDeepFiles) {
  EXPECT_EQ(errors_of(std::string(1024 * 1024 + 1, ' ')),
            "s.yaml: error: the settings file is larger than 1MiB\n");
  EXPECT_THAT(errors_of(std::string(100'000, '[')), HasSubstr("not YAML"));
  EXPECT_THAT(errors_of("http: &a\n  limits: *a\n"), HasSubstr("error"));
}

// Whatever stands in the file, reading it ends and says something or reads values of the table.
TEST(SettingsFile, SurvivesMutatedFiles) {
  const std::string good =
      "http:\n  limits: {body: 1MiB, json_depth: 12}\n  idle: \"5s\"\ncors:\n  origins: [a, 'b']\n"
      "upstream:\n  key: {file: /run/key}\nlog: &x {access: all}\n"
      "servers: {a: {url: u}, b-1: }\n";
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::string text = good;
    for (int edit = 0; edit < 4; ++edit) {
      const size_t at = random() % text.size();
      constexpr std::string_view kBytes = "{}[]:,&*!|>'\"%@`-?#\n\t \0\xFF\xC3~<x1";
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 5);
      } else {
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
      }
      if (text.empty()) text = "x";
    }
    Issues issues;
    const auto values = read_settings_file(kTable, text, issues).values;
    EXPECT_FALSE(issues.empty() && values.empty()) << text;
    render(issues, "s.yaml", text);
  }
}

}  // namespace
}  // namespace gs::settings
