// Settings under names that the file chooses.
#include "base/digest.h"
#include "settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Setting kTable[] = {
    {.key = "plain", .type = SettingType::kString, .default_text = "", .description = ""},
    {.key = "servers.*.url", .type = SettingType::kString, .default_text = "", .description = ""},
    {.key = "servers.*.weight",
     .type = SettingType::kInteger,
     .default_text = "1",
     .description = "",
     .minimum = "0",
     .maximum = "9"},
    {.key = "servers.*.key", .type = SettingType::kSecret, .default_text = "", .description = ""},
    {.key = "limits.all", .type = SettingType::kInteger, .default_text = "7", .description = ""},
    {.key = "limits.tenants.*.all",
     .type = SettingType::kInteger,
     .default_text = "8",
     .description = ""},
};

std::string errors_of(std::string_view text) {
  const auto settings = Settings::resolve(kTable, {.file_text = text});
  return settings ? "" : render(settings.error(), "s.yaml", text);
}

TEST(Groups, WithoutNamesHaveNoRows) {
  for (const char* text : {"", "servers:\n", "servers: {}\n"}) {
    const auto settings = Settings::resolve(kTable, {.file_text = text});
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->members("servers").empty());
    EXPECT_EQ(settings->all().size(), 2u);
  }
}

TEST(Groups, GiveEveryNameAllRowsInTheOrderOfTheFile) {
  const auto settings = Settings::resolve(
      kTable,
      {.file_text = "servers:\n  vllm-b: {url: b, weight: 2}\n  gpt-4.1_x:\n    url: a\n  0:\n"
                    "limits:\n  all: 1\n  tenants: {acme: {all: 5}, other: {}}\n"});
  ASSERT_TRUE(settings) << render(settings.error(), "s.yaml", "");
  EXPECT_THAT(settings->members("servers"), ElementsAre("vllm-b", "gpt-4.1_x", "0"));
  EXPECT_EQ(settings->get<std::string>("servers", "vllm-b", "url"), "b");
  EXPECT_EQ(settings->get<int64_t>("servers", "vllm-b", "weight"), 2);
  EXPECT_EQ(settings->get<std::string>("servers", "gpt-4.1_x", "url"), "a");
  EXPECT_EQ(settings->get<int64_t>("servers", "gpt-4.1_x", "weight"), 1);
  EXPECT_EQ(settings->get<std::string>("servers", "0", "url"), "");
  EXPECT_EQ(settings->get<int64_t>("limits.all"), 1);
  EXPECT_EQ(settings->get<int64_t>("limits.tenants", "acme", "all"), 5);
  EXPECT_EQ(settings->get<int64_t>("limits.tenants", "other", "all"), 8);
  EXPECT_EQ(settings->find("servers", "gpt-4.1_x", "url").key(), "servers.gpt-4.1_x.url");
  EXPECT_EQ(settings->find("servers", "gpt-4.1_x", "url").position, (Position{4, 10}));
}

TEST(Groups, AMistakeInADefaultPointsAtTheName) {
  const std::string_view text = "servers:\n  abc: {weight: 2}\n";
  const auto settings = Settings::resolve(kTable, {.file_text = text});
  ASSERT_TRUE(settings);
  EXPECT_EQ(render(Settings::issue_at(settings->find("servers", "abc", "url"), "is missing"),
                   "s.yaml", text),
            "s.yaml:2:3: error: 'servers.abc.url' is missing\n"
            "  2 |   abc: {weight: 2}\n"
            "    |   ^~~\n");
}

TEST(Groups, NameKeyAndPlaceOfWhatIsWrong) {
  const std::string long_name(65, 'a');
  const struct {
    std::string text;
    const char* message;
  } rows[] = {
      {"servers:\n  a: {wieght: 1}",
       "s.yaml:2:7: error: unknown setting 'servers.a.wieght'\n"
       "  2 |   a: {wieght: 1}\n"
       "    |       ^~~~~~ did you mean 'weight'?"},
      {"servers: {a: {weight: 10}}",
       "s.yaml:1:23: error: 'servers.a.weight' must be at most 9, not 10"},
      {"servers: {a: {weight: x}}", "'servers.a.weight' must be an integer, not 'x'"},
      {"servers: {a: {url: b, url: c}}", "s.yaml:1:23: error: 'servers.a.url' is set twice"},
      {"servers: {a: {}, a: {}}", "s.yaml:1:18: error: 'servers.a' is set twice"},
      {"servers: {a: http}", "s.yaml:1:11: error: 'servers.a' must be a map of settings"},
      {"servers: [a]", "s.yaml:1:1: error: 'servers' must be a map of settings"},
      {"servers: {A: {}}",
       "s.yaml:1:11: error: 'A' is no name for one of 'servers': up to 64 lower-case letters"},
      {"servers: {.a: {}}", "'.a' is no name for one of 'servers'"},
      {"servers: {'': {}}", "'' is no name for one of 'servers'"},
      {"servers: {'*': {}}", "'*' is no name for one of 'servers'"},
      {"servers: {<<: {}}", "'<<' is no name for one of 'servers'"},
      {"servers: {" + long_name + ": {}}", "is no name for one of 'servers'"},
      {"servers: {a: {'*': {}}}", "unknown setting 'servers.a.*'"},
      {"'*': {}", "unknown setting '*'"},
      {"server: {}", "did you mean 'servers'?"},
      {"weight: 2", "did you mean 'servers.<name>.weight'?"},
      {"limits: {tenant: {}}", "did you mean 'tenants'?"},
      {"servers: &s {a: *s}", "error: unknown setting 'servers.a.a'"},
      {"servers: {a: {key: hunter2}}", "'servers.a.key' is a secret: write {file: PATH}"},
  };
  for (const auto& row : rows) EXPECT_THAT(errors_of(row.text), HasSubstr(row.message)) << row.text;
  EXPECT_THAT(errors_of("servers: {a: {key: hunter2}}"), ::testing::Not(HasSubstr("hunter2")));
}

TEST(Groups, HaveSixtyFourNamesAtMost) {
  const auto file_of = [](int count) {
    std::string text = "servers:\n";
    for (int i = 0; i < count; ++i) text += "  s" + std::to_string(i) + ": {url: u}\n";
    return text;
  };
  EXPECT_EQ(errors_of(file_of(64)), "");
  EXPECT_THAT(errors_of(file_of(65)),
              HasSubstr("s.yaml:66:3: error: 'servers' has more than 64 names"));
}

TEST(Groups, AreInTheDigest) {
  const auto settings = Settings::resolve(
      kTable, {.file_text = "servers: {b: {url: x, key: {env: K}}, a: {weight: 3}}\n"});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings_digest(*settings),
            sha256_hex(R"({"limits.all":7,"plain":"","servers.a.url":"","servers.a.weight":3,)"
                       R"("servers.b.url":"x","servers.b.weight":1})"));
}

}  // namespace
}  // namespace gs::settings
