#include "settings/guard_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/gateway_table.h"

namespace gs::settings {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<GuardSettings> read(std::string_view file, Issues& issues) {
  const auto settings = Settings::resolve(gateway_table(), {.file_text = file});
  if (!settings) {
    issues = settings.error();
    return {};
  }
  return GuardSettings::read(*settings, issues);
}

std::string errors_of(std::string_view file) {
  Issues issues;
  read(file, issues);
  return render(issues, "s.yaml", file);
}

TEST(GuardSettings, ReadsEveryField) {
  Issues issues;
  const auto guards = read(R"(
guards:
  llama:
    url: https://guard.example:8443/base/v1
    dialect: llama_guard
    model: llama-guard-3
    categories: [hate, S7]
    roles: [user]
    key: {env: GUARD_KEY}
    tls_ca: ca.pem
    tls_name: guard.internal
    deadline: 300ms
    on_timeout: open
    concurrency: 8
    text_limit: 4KiB
    breaker_failures: 3
    breaker_open: 1m
    cascade_signal: harm_score
    cascade_low: 5
    cascade_high: 95
)",
                           issues);
  ASSERT_TRUE(issues.empty()) << render(issues, "s.yaml", "");
  ASSERT_EQ(guards.size(), 1u);
  const GuardSettings& guard = guards[0];
  EXPECT_EQ(guard.name, "llama");
  EXPECT_TRUE(guard.url.is_tls);
  EXPECT_EQ(guard.url.port, 8443);
  EXPECT_EQ(guard.url.base_path, "/base");
  EXPECT_EQ(guard.dialect, GuardDialect::kLlamaGuard);
  EXPECT_EQ(guard.model, "llama-guard-3");
  EXPECT_THAT(guard.categories, ElementsAre("hate", "S7"));
  EXPECT_THAT(guard.roles, ElementsAre("user"));
  EXPECT_EQ(guard.key.name, "GUARD_KEY");
  EXPECT_EQ(guard.tls_name, "guard.internal");
  EXPECT_EQ(guard.deadline, milliseconds(300));
  EXPECT_TRUE(guard.fails_open);
  EXPECT_EQ(guard.concurrency, 8u);
  EXPECT_EQ(guard.text_limit, 4096u);
  EXPECT_EQ(guard.breaker_failures, 3u);
  EXPECT_EQ(guard.breaker_open, std::chrono::minutes(1));
  ASSERT_TRUE(guard.cascade);
  EXPECT_EQ(guard.cascade->signal, "harm_score");
  EXPECT_DOUBLE_EQ(guard.cascade->low, 0.05);
  EXPECT_DOUBLE_EQ(guard.cascade->high, 0.95);
}

TEST(GuardSettings, DefaultsAreClosedAndBounded) {
  Issues issues;
  const auto guards = read("guards: {d: {url: 'http://g:1', dialect: moderation}}", issues);
  ASSERT_EQ(guards.size(), 1u);
  EXPECT_TRUE(issues.empty());
  EXPECT_FALSE(guards[0].fails_open);
  EXPECT_EQ(guards[0].deadline, milliseconds(2'000));
  EXPECT_EQ(guards[0].concurrency, 32u);
  EXPECT_FALSE(guards[0].cascade);
  EXPECT_EQ(guards[0].tls_name, "g");
}

struct Row {
  const char* fields;
  const char* problem;
};

TEST(GuardSettings, SaysWhatIsWrong) {
  const Row rows[] = {
      {"{dialect: moderation}", "is missing"},
      {"{url: 'ftp://g'}", "must be"},
      {"{url: 'http://g:1'}", "asks a model by its name"},
      {"{url: 'http://g:1', dialect: detector}", "must be the name of a detector"},
      {"{url: 'http://g:1', dialect: detector, detector: 'a b'}", "without spaces"},
      {"{url: 'http://g:1', model: m, categories: [hate]}", "dialect judge has none"},
      {"{url: 'http://g:1', dialect: moderation, categories: [hatred]}", "not 'hatred'"},
      {"{url: 'http://g:1', dialect: moderation, roles: [users]}", "not 'users'"},
      {"{url: 'http://g:1', dialect: moderation, tls_ca: x}", "is not https"},
      {"{url: 'http://g:1', dialect: moderation, "
       "cascade_signal: harm_score, cascade_low: 90, cascade_high: 10}",
       "is above cascade_high"},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(errors_of(std::string("guards: {g: ") + row.fields + "}"), HasSubstr(row.problem))
        << row.fields;
  }
}

TEST(GuardSettings, ANameThatNoConditionCanReadIsRefused) {
  EXPECT_THAT(errors_of("guards: {llama-guard: {url: 'http://g:1', dialect: moderation}}"),
              HasSubstr("no condition can read"));
}

}  // namespace
}  // namespace gs::settings
