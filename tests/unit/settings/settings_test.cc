#include "settings/settings.h"

#include "base/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

constexpr Setting kTable[] = {
    {.key = "listen",
     .type = SettingType::kString,
     .default_text = "here",
     .description = "",
     .environment = "PAC_LISTEN",
     .flag = "--listen"},
    {.key = "limits.body",
     .type = SettingType::kSize,
     .default_text = "8MiB",
     .description = "",
     .minimum = "1KiB",
     .environment = "PAC_BODY",
     .flag = "--body"},
    {.key = "limits.idle",
     .type = SettingType::kDuration,
     .default_text = "75s",
     .description = ""},
    {.key = "on", .type = SettingType::kBool, .default_text = "off", .description = ""},
    {.key = "depth", .type = SettingType::kInteger, .default_text = "64", .description = ""},
    {.key = "list", .type = SettingType::kList, .default_text = "", .description = ""},
    {.key = "key", .type = SettingType::kSecret, .default_text = "", .description = ""},
};

auto variables(std::map<std::string, std::string> all) {
  return [all = std::move(all)](std::string_view name) -> std::optional<std::string> {
    const auto found = all.find(std::string(name));
    return found == all.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(Settings, WithoutInputAreTheDefaults) {
  const auto settings = Settings::resolve(kTable, {});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->get<std::string>("listen"), "here");
  EXPECT_EQ(settings->get<Bytes>("limits.body").count, 8u << 20);
  EXPECT_EQ(settings->get<std::chrono::milliseconds>("limits.idle").count(), 75'000);
  EXPECT_EQ(settings->get<bool>("on"), false);
  EXPECT_EQ(settings->get<SecretReference>("key").name, "");
  for (const ResolvedSetting& one : settings->all()) EXPECT_EQ(one.source, Source::kDefault);
}

TEST(Settings, FlagsBeatTheEnvironmentBeatsTheFileBeatsTheDefault) {
  struct Row {
    const char* file;
    const char* environment;
    const char* flag;
    const char* value;
    Source source;
  };
  const Row rows[] = {
      {"", "", nullptr, "here", Source::kDefault},
      {"listen: file", "", nullptr, "file", Source::kFile},
      {"listen: file", "env", nullptr, "env", Source::kEnvironment},
      {"listen: file", "env", "flag", "flag", Source::kFlag},
      {"", "env", nullptr, "env", Source::kEnvironment},
      {"listen: file", "", "flag", "flag", Source::kFlag},
  };
  for (const Row& row : rows) {
    SettingsInput input{.file_text = row.file,
                        .environment = variables({{"PAC_LISTEN", row.environment}})};
    if (row.flag != nullptr) input.flags["--listen"] = row.flag;
    const auto settings = Settings::resolve(kTable, input);
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->get<std::string>("listen"), row.value);
    EXPECT_EQ(settings->find("listen").source, row.source);
  }
}

TEST(Settings, NamesTheVariableOrFlagOfAWrongValue) {
  const std::string_view text = "depth: x\n";
  const auto settings =
      Settings::resolve(kTable, {.file_text = text,
                                 .environment = variables({{"PAC_BODY", "1B"}}),
                                 .flags = {{"--body", "huge"}, {"--lisen", "a"}}});
  ASSERT_FALSE(settings);
  EXPECT_EQ(render(settings.error(), "s.yaml", text),
            "s.yaml:1:8: error: 'depth' must be an integer, not 'x'\n"
            "  1 | depth: x\n"
            "    |        ^\n"
            "s.yaml: error: unknown flag '--lisen'; did you mean '--listen'?\n"
            "s.yaml: error: 'limits.body' must be at least 1KiB, not 1B (environment PAC_BODY) "
            "(limits.body)\n"
            "s.yaml: error: 'limits.body' must be a size such as 512B, 32KiB, 8MiB or 1GiB, not "
            "'huge' (flag --body) (limits.body)\n");
}

TEST(Settings, DigestIsOfTheCanonicalTextOfWhatIsEffective) {
  const auto settings =
      Settings::resolve(kTable, {.file_text = "list: [b, a]\nkey: {env: K}\nlimits: {idle: 1m}\n"});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings_digest(*settings),
            sha256_hex(R"({"depth":64,"limits.body":8388608,"limits.idle":60000,"list":["b","a"],)"
                       R"("listen":"here","on":false})"));
}

TEST(Settings, DigestDependsOnValuesAloneNotOnTheirSource) {
  const auto digest = [](SettingsInput input) {
    return *settings_digest(*Settings::resolve(kTable, input));
  };
  const std::string defaults = digest({});
  EXPECT_EQ(digest({.file_text = "limits: {body: 8192KiB, idle: 75000ms}"}), defaults);
  EXPECT_EQ(digest({.file_text = "key: {file: other}"}), defaults);
  EXPECT_EQ(digest({.flags = {{"--listen", "here"}}}), defaults);
  EXPECT_NE(digest({.flags = {{"--listen", "there"}}}), defaults);
}

TEST(Settings, DigestOfWhatJsonCannotCarryIsAnError) {
  const auto settings = Settings::resolve(kTable, {.file_text = "depth: 9007199254740993"});
  ASSERT_TRUE(settings);
  const auto digest = settings_digest(*settings);
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace gs::settings
