#include "auth/limit_answer.h"

#include <gtest/gtest.h>

namespace gs::auth {
namespace {

using namespace std::chrono_literals;

TEST(LimitAnswer, TimesReadAsOpenAiWritesThem) {
  struct Row {
    std::chrono::milliseconds time;
    const char* text;
  };
  const std::vector<Row> rows = {
      {0ms, "0s"},  {-5ms, "0s"},   {17ms, "17ms"},    {1s, "1s"},     {1001ms, "2s"},
      {59s, "59s"}, {360s, "6m0s"}, {59500ms, "1m0s"}, {90s, "1m30s"}, {23h + 1s, "23h0m1s"},
  };
  for (const Row& row : rows) EXPECT_EQ(reset_text(row.time), row.text);
}

TEST(LimitAnswer, HeadersTellOfEveryQuotaThereIs) {
  Admission admission;
  EXPECT_TRUE(limit_headers(admission).empty());
  admission.requests = {600, 599, 100ms};
  EXPECT_EQ(limit_headers(admission), (Headers{{"x-ratelimit-limit-requests", "600"},
                                               {"x-ratelimit-remaining-requests", "599"},
                                               {"x-ratelimit-reset-requests", "100ms"}}));
  admission.requests = {};
  admission.tokens = {90000, 0, 90s};
  admission.refusal = Refusal{LimitKind::kTokensPerMinute, "key:ci", 90000, 2001ms};
  EXPECT_EQ(limit_headers(admission), (Headers{{"x-ratelimit-limit-tokens", "90000"},
                                               {"x-ratelimit-remaining-tokens", "0"},
                                               {"x-ratelimit-reset-tokens", "1m30s"},
                                               {"retry-after", "3"}}));
  admission.refusal->retry_after = 1ms;
  EXPECT_EQ(limit_headers(admission).back().second, "1");
}

TEST(LimitAnswer, TheBodyIsOpenAisErrorObject) {
  struct Row {
    LimitKind kind;
    int status;
    const char* body;
  };
  const std::vector<Row> rows = {
      {LimitKind::kRequestsPerMinute, 429,
       R"({"error":{"message":"requests per minute of tenant a:b are used up (limit 5); try again in 3s","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}})"},
      {LimitKind::kConcurrent, 429,
       R"({"error":{"message":"concurrent requests of tenant a:b are used up (limit 5); try again in 3s","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}})"},
      {LimitKind::kTokensPerDay, 429,
       R"({"error":{"message":"tokens per day of tenant a:b are used up (limit 5); try again in 3s","type":"insufficient_quota","param":null,"code":"rate_limit_exceeded"}})"},
      {LimitKind::kStore, 503,
       R"({"error":{"message":"the limits of this caller cannot be checked now; try again later","type":"server_error","param":null,"code":"limits_unavailable"}})"},
  };
  for (const Row& row : rows) {
    const Refusal refusal{row.kind, "tenant:a:b", 5, 3s};
    EXPECT_EQ(limit_status(refusal), row.status);
    EXPECT_EQ(limit_error_body(refusal), row.body);
  }
}

}  // namespace
}  // namespace gs::auth
