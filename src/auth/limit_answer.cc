#include "auth/limit_answer.h"

#include "base/json_writer.h"

#include <fmt/format.h>
#include <boost/json/object.hpp>

#include <algorithm>

namespace gs::auth {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

int64_t whole_seconds(milliseconds time) {
  return std::max<int64_t>(std::chrono::ceil<seconds>(time).count(), 0);
}

void add_quota(Headers& headers, const Quota& quota, std::string_view unit) {
  if (quota.limit == 0) return;
  headers.emplace_back(fmt::format("x-ratelimit-limit-{}", unit), fmt::to_string(quota.limit));
  headers.emplace_back(fmt::format("x-ratelimit-remaining-{}", unit),
                       fmt::to_string(quota.remaining));
  headers.emplace_back(fmt::format("x-ratelimit-reset-{}", unit), reset_text(quota.reset));
}

std::string_view words_of(LimitKind kind) {
  switch (kind) {
    case LimitKind::kRequestsPerMinute:
      return "requests per minute";
    case LimitKind::kTokensPerMinute:
      return "tokens per minute";
    case LimitKind::kConcurrent:
      return "concurrent requests";
    case LimitKind::kTokensPerDay:
      return "tokens per day";
    case LimitKind::kStore:
      break;
  }
  return "";
}

// "key:ci-1" as people say it: "key ci-1".
std::string spoken(std::string subject) {
  std::replace(
      subject.begin(),
      subject.begin() + static_cast<ptrdiff_t>(std::min(subject.find(':') + 1, subject.size())),
      ':', ' ');
  return subject;
}

}  // namespace

std::string reset_text(milliseconds time) {
  const int64_t count = std::max<int64_t>(time.count(), 0);
  if (count == 0) return "0s";
  if (count < 1000) return fmt::format("{}ms", count);
  const int64_t all = whole_seconds(time);
  const int64_t hours = all / 3600, minutes = all / 60 % 60, rest = all % 60;
  if (hours > 0) return fmt::format("{}h{}m{}s", hours, minutes, rest);
  if (minutes > 0) return fmt::format("{}m{}s", minutes, rest);
  return fmt::format("{}s", rest);
}

Headers limit_headers(const Admission& admission) {
  Headers headers;
  add_quota(headers, admission.requests, "requests");
  add_quota(headers, admission.tokens, "tokens");
  if (admission.refusal) {
    const int64_t wait = std::max<int64_t>(whole_seconds(admission.refusal->retry_after), 1);
    headers.emplace_back("retry-after", fmt::to_string(wait));
  }
  return headers;
}

int limit_status(const Refusal& refusal) {
  return refusal.kind == LimitKind::kStore ? 503 : 429;
}

std::string limit_message(const Refusal& refusal) {
  if (refusal.kind == LimitKind::kStore) {
    return "the limits of this caller cannot be checked now; try again later";
  }
  return fmt::format("{} of {} are used up (limit {}); try again in {}", words_of(refusal.kind),
                     spoken(refusal.subject), refusal.limit, reset_text(refusal.retry_after));
}

std::string limit_error_body(const Refusal& refusal) {
  const bool store = refusal.kind == LimitKind::kStore;
  std::string_view type = store ? "server_error" : "rate_limit_error";
  if (refusal.kind == LimitKind::kTokensPerDay) type = "insufficient_quota";
  return to_json_text(
      json::object{{"error",
                    {{"message", limit_message(refusal)},
                     {"type", type},
                     {"param", nullptr},
                     {"code", store ? "limits_unavailable" : "rate_limit_exceeded"}}}});
}

}  // namespace gs::auth
