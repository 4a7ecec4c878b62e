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

// Two rows of a group never meet under one key, and only the file chooses names.
TEST(GatewayTable, GroupsAreSetByTheFileAloneAndHaveFlatFields) {
  size_t groups = 0;
  for (const Setting& setting : gateway_table()) {
    const auto parts = group_key(setting.key);
    EXPECT_EQ(parts.has_value(), setting.key.find('*') != std::string_view::npos) << setting.key;
    if (!parts) continue;
    ++groups;
    EXPECT_EQ(parts->field.find_first_of(".*"), std::string_view::npos) << setting.key;
    EXPECT_EQ(std::string(setting.environment) + std::string(setting.flag), "") << setting.key;
  }
  EXPECT_GE(groups, 12u);
}

TEST(GatewayTable, OnlySecretsHaveTheirFileNamedByAVariable) {
  for (const Setting& setting : gateway_table()) {
    EXPECT_TRUE(setting.path_environment.empty() || setting.type == SettingType::kSecret);
    EXPECT_TRUE(setting.flag.empty() || setting.type != SettingType::kSecret) << setting.key;
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
    if (const size_t free = pointer.find("properties/*"); free != std::string::npos) {
      pointer.replace(free, 12, "additionalProperties");
    }
    EXPECT_EQ(parsed->at_pointer(pointer).at("description").as_string().find(setting.description),
              0u);
  }
}

TEST(JsonSchema, AGroupTakesChosenNamesUpToItsLimit) {
  const auto parsed = parse_json(json_schema(gateway_table()));
  ASSERT_TRUE(parsed);
  for (const char* group : {"/properties/upstreams", "/properties/limits/properties/tenants"}) {
    const auto& schema = parsed->at_pointer(group);
    EXPECT_EQ(schema.at("propertyNames").at("pattern").as_string(), kMemberNamePattern);
    EXPECT_EQ(schema.at("maxProperties").to_number<size_t>(), kMaxMembers);
    EXPECT_EQ(schema.at("additionalProperties").at("additionalProperties").as_bool(), false);
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
    EXPECT_THAT(page, HasSubstr("| `" + shown_key(setting.key) + "` |"));
  }
  EXPECT_THAT(page, HasSubstr("\n## http\n"));
  EXPECT_THAT(page,
              HasSubstr("| `policy.file` | string | none |  | `PAC_CONFIG` | `--config` | The "
                        "policy file, YAML or JSON |\n"));
  EXPECT_THAT(page, HasSubstr("| `log.access` | choice | `errors` | off, errors, all |"));
  EXPECT_THAT(page, HasSubstr("| `upstreams.<name>.url` | string | none |"));
  EXPECT_THAT(page, HasSubstr("| `PAC_UPSTREAM_KEY_FILE` (path), `VLLM_API_KEY` |"));
  EXPECT_THAT(page, HasSubstr("| `http.limits.body` | size | `8MiB` | 1KiB to 1GiB |"));
}

}  // namespace
}  // namespace gs::settings
