#include "settings/reference.h"

#include "base/json.h"
#include "settings/gateway_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <set>

namespace gs::settings {
namespace {

using ::testing::HasSubstr;

// Every row must be usable: a unique key, a default and limits of its own type, a description.
TEST(GatewayTable, EveryRowIsSound) {
  std::set<std::string_view> keys, flags;
  for (const Setting& setting : gateway_table()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    EXPECT_TRUE(setting.flag.empty() || flags.insert(setting.flag).second) << setting.flag;
    EXPECT_TRUE(parse_value(setting, setting.default_text)) << setting.key;
    for (std::string_view limit : {setting.minimum, setting.maximum}) {
      EXPECT_TRUE(limit.empty() || parse_value(setting, limit)) << setting.key;
    }
    EXPECT_EQ(setting.type == SettingType::kEnum, !setting.choices.empty()) << setting.key;
    EXPECT_FALSE(setting.description.empty()) << setting.key;
    EXPECT_FALSE(setting.description.ends_with('.')) << setting.key;
  }
}

// A key is either a setting or a section, never both.
TEST(GatewayTable, NoSettingIsInsideAnother) {
  for (const Setting& outer : gateway_table()) {
    for (const Setting& inner : gateway_table()) {
      EXPECT_FALSE(inner.key.starts_with(std::string(outer.key) + ".")) << inner.key;
    }
  }
}

TEST(JsonSchema, NestsEverySettingWithItsTypeAndDefault) {
  const std::string text = json_schema(gateway_table());
  const auto parsed = parse_json(text);
  ASSERT_TRUE(parsed) << parsed.error().to_string();
  EXPECT_EQ(parsed->at("$schema").as_string(), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(parsed->at("additionalProperties").as_bool(), false);
  const auto& http = parsed->at_pointer("/properties/http");
  EXPECT_EQ(http.at("additionalProperties").as_bool(), false);
  const auto& body = http.at_pointer("/properties/limits/properties/body");
  EXPECT_EQ(boost::json::serialize(body),
            R"json({"type":"string","pattern":"^[0-9]+(B|KiB|MiB|GiB)$","description":)json"
            R"json("Largest request body; a larger one is answered with 413 (1KiB to 1GiB)",)json"
            R"json("default":"8MiB"})json");
  const auto& depth = http.at_pointer("/properties/limits/properties/json_depth");
  EXPECT_EQ(depth.at("minimum").as_int64(), 4);
  EXPECT_EQ(depth.at("default").as_int64(), 64);
  EXPECT_THAT(text, HasSubstr(R"("enum": ["1.2",1.2,"1.3",1.3])"));
  for (const Setting& setting : gateway_table()) {
    std::string pointer = "/properties/";
    for (char c : setting.key)
      pointer += c == '.' ? std::string("/properties/") : std::string(1, c);
    EXPECT_EQ(parsed->at_pointer(pointer).at("description").as_string().find(setting.description),
              0u);
  }
}

TEST(JsonSchema, ASecretIsAReference) {
  constexpr Setting kTable[] = {
      {.key = "key", .type = SettingType::kSecret, .default_text = "", .description = "The key"}};
  const auto parsed = parse_json(json_schema(kTable));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->at_pointer("/properties/key/oneOf/0/required/0").as_string(), "file");
  EXPECT_EQ(parsed->at_pointer("/properties/key/oneOf/1/required/0").as_string(), "env");
}

TEST(ReferenceMarkdown, HasARowForEverySetting) {
  const std::string page = reference_markdown(gateway_table());
  for (const Setting& setting : gateway_table()) {
    EXPECT_THAT(page, HasSubstr("| `" + std::string(setting.key) + "` |"));
  }
  EXPECT_THAT(page, HasSubstr("\n## http\n"));
  EXPECT_THAT(page,
              HasSubstr("| `policy.file` | string | none |  | `PAC_CONFIG` | `--config` | The "
                        "policy file, YAML or JSON |\n"));
  EXPECT_THAT(page, HasSubstr("| `log.access` | choice | `errors` | off, errors, all |"));
  EXPECT_THAT(page, HasSubstr("| `http.limits.body` | size | `8MiB` | 1KiB to 1GiB |"));
}

}  // namespace
}  // namespace gs::settings
