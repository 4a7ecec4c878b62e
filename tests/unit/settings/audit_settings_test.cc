#include "settings/audit_settings.h"

#include "settings/gateway_settings.h"
#include "settings/gateway_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

tl::expected<GatewaySettings, Issues> make(std::string_view file) {
  const auto settings = Settings::resolve(gateway_table(), {.file_text = file});
  if (!settings) return tl::unexpected(settings.error());
  return GatewaySettings::create(*settings, 2);
}

TEST(AuditSettings, DefaultsAreStrict) {
  const auto made = make("");
  ASSERT_TRUE(made);
  const AuditSettings& audit = made->audit;
  EXPECT_EQ(audit.durability, Durability::kStrict);
  EXPECT_TRUE(audit.refuse_unrecorded);
  EXPECT_TRUE(is_gateway_name(audit.gateway)) << audit.gateway;
  EXPECT_EQ(audit.segment_bytes, 64u << 20);
  EXPECT_EQ(audit.segment_age, seconds(60));
  EXPECT_EQ(audit.sync_within, milliseconds(5));
  EXPECT_EQ(audit.retention, hours(24 * 183));
  EXPECT_FALSE(audit.res.url);
}

TEST(AuditSettings, ReadsEveryField) {
  const auto made = make(R"(
data: {dir: d}
audit: {durability: strict_all, on_failure: continue, gateway: edge-1, segment_bytes: 1MiB,
        segment_age: 5s, sync_within: 2ms, retention: 1h}
res: {url: "https://res.example/base", key: {env: RES_KEY}, ca: ca.pem}
)");
  ASSERT_TRUE(made) << render(made.error(), "s.yaml", "");
  const AuditSettings& audit = made->audit;
  EXPECT_EQ(audit.durability, Durability::kStrictAll);
  EXPECT_FALSE(audit.refuse_unrecorded);
  EXPECT_EQ(audit.gateway, "edge-1");
  EXPECT_EQ(audit.segment_bytes, 1u << 20);
  EXPECT_EQ(audit.segment_age, seconds(5));
  EXPECT_EQ(audit.sync_within, milliseconds(2));
  EXPECT_EQ(audit.retention, hours(1));
  ASSERT_TRUE(audit.res.url);
  EXPECT_EQ(audit.res.url->base_path, "/base");
  EXPECT_EQ(audit.res.key.name, "RES_KEY");
  EXPECT_EQ(audit.res.ca, "ca.pem");
  EXPECT_EQ(make("audit: {durability: relaxed}")->audit.durability, Durability::kRelaxed);
}

TEST(AuditSettings, RefusesWhatCannotBeMeant) {
  const struct {
    const char* file;
    const char* error;
  } rows[] = {
      {"audit: {gateway: ../x}", "must be 1 to 64 letters"},
      {"audit: {gateway: -x}", "must be 1 to 64 letters"},
      {"audit: {durability: maybe}", "strict"},
      {"data: {dir: d}\nres: {url: 'ftp://x'}", "must be a URL"},
      {"res: {url: 'http://x'}", "is set without data.dir"},
      {"res: {key: {env: K}}", "res.key"},
      {"res: {ca: c.pem}", "is set without res.url"},
      {"data: {dir: d}\nres: {url: 'http://x', ca: c.pem}", "no https address"},
  };
  for (const auto& row : rows) {
    const auto made = make(row.file);
    ASSERT_FALSE(made) << row.file;
    EXPECT_THAT(render(made.error(), "s.yaml", row.file), HasSubstr(row.error));
  }
}

TEST(GatewayNames, AreMadeOfAnyText) {
  const struct {
    const char* text;
    const char* name;
  } rows[] = {{"node-7.example", "node-7.example"},
              {"a b/c", "a-b-c"},
              {"--x", "x"},
              {"..", "gateway"},
              {"", "gateway"}};
  for (const auto& row : rows) {
    EXPECT_EQ(to_gateway_name(row.text), row.name);
    EXPECT_TRUE(is_gateway_name(row.name));
  }
  EXPECT_EQ(to_gateway_name(std::string(100, 'a')).size(), 64u);
  EXPECT_FALSE(is_gateway_name(std::string(65, 'a')));
}

}  // namespace
}  // namespace gs::settings
