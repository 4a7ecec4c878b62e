#include "gateway/limits/redis_limits.h"

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ids.h"
#include "gateway/limits/redis_connection.h"

namespace gs::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr size_t kHead = 3;        // numbers of an admission's answer before the subjects'
constexpr size_t kPerSubject = 4;  // numbers for each
// How long nothing has failed before a thread whose connection lasted says that all is well.
constexpr auto kQuiet = std::chrono::seconds(10);
constexpr milliseconds kRetryWithoutRedis{1000};

std::string_view consequence(OnLimitFailure on_failure) {
  switch (on_failure) {
    case OnLimitFailure::kLocal:
      return "each gateway counts for itself";
    case OnLimitFailure::kRefuse:
      return "limited callers are refused";
    case OnLimitFailure::kAllow:
      return "limits do not hold";
  }
  return "";
}

auth::Standing standing_from(const int64_t* numbers) {
  return {auth::Micros(numbers[0]), auth::Micros(numbers[1]),
          static_cast<uint64_t>(std::max<int64_t>(numbers[2], 0)),
          static_cast<uint32_t>(std::clamp<int64_t>(numbers[3], 0, UINT32_MAX))};
}

// The limit that keeps the request out the longest. The script said that one does.
auth::Refusal refusal_of(const std::vector<auth::LimitSubject>& subjects,
                         const std::vector<auth::Standing>& standings, uint64_t estimated_tokens,
                         auth::Micros midnight) {
  std::optional<auth::Refusal> longest;
  for (size_t i = 0; i < subjects.size(); ++i) {
    const auto refusal = auth::judge(subjects[i], standings[i], estimated_tokens, midnight);
    if (refusal && (!longest || refusal->retry_after > longest->retry_after)) longest = refusal;
  }
  // Lua's doubles and our integers may differ by the microsecond in which a request fits.
  if (!longest) {
    longest = auth::Refusal{auth::LimitKind::kRequestsPerMinute, subjects[0].name,
                            subjects[0].limits.requests_per_minute, milliseconds(1)};
  }
  return *longest;
}

// Nothing if the numbers are not those of such an answer.
std::optional<auth::Admission> admission_from(const RedisReply& reply,
                                              std::vector<auth::LimitSubject> subjects,
                                              uint64_t estimated_tokens, std::string slot) {
  const std::vector<int64_t>& numbers = reply.integers;
  if (numbers.size() != kHead + kPerSubject * subjects.size()) return std::nullopt;
  std::vector<auth::Standing> standings;
  for (size_t at = kHead; at < numbers.size(); at += kPerSubject) {
    standings.push_back(standing_from(&numbers[at]));
  }
  const auth::Micros midnight(numbers[2]);
  auth::Admission admission;
  auth::show_quotas(admission, subjects, standings, midnight);
  if (numbers[0] == 1) {
    admission.held = auth::Reservation{std::move(subjects), estimated_tokens, numbers[1],
                                       std::move(slot), false};
  } else {
    admission.refusal = refusal_of(subjects, standings, estimated_tokens, midnight);
  }
  return admission;
}

// How many tokens more than was charged on the day.
int64_t day_correction(uint64_t estimated, uint64_t actual, uint64_t limit) {
  if (limit == 0) return 0;
  return static_cast<int64_t>(std::min(actual, auth::kMaxTokenLimit)) -
         static_cast<int64_t>(std::min(estimated, limit));
}

}  // namespace

RedisLimits::RedisLimits(RedisLimitsOptions options, const Clock& clock, http::EventSink on_event)
    : options_(std::move(options)),
      endpoint_(std::make_shared<const RedisEndpoint>(options_.endpoint)),
      on_event_(std::move(on_event)),
      slot_prefix_(new_uuid_v7(clock.now()) + "-"),
      local_(clock) {}

std::string RedisLimits::new_slot() {
  return slot_prefix_ + fmt::to_string(slots_.fetch_add(1, std::memory_order_relaxed));
}

std::vector<std::string> RedisLimits::keys_of(
    const std::vector<auth::LimitSubject>& subjects) const {
  std::vector<std::string> keys = {fmt::to_string(2 * subjects.size())};
  for (const auth::LimitSubject& subject : subjects) {
    keys.push_back(fmt::format("{}use:{}", options_.key_prefix, subject.name));
    keys.push_back(fmt::format("{}slots:{}", options_.key_prefix, subject.name));
  }
  return keys;
}

// `arguments`: the number of keys, the keys, what the script takes.
http::Task<Result<RedisReply>> RedisLimits::run(const RedisScript* script,
                                                std::vector<std::string> arguments) {
  const SteadyTime deadline = steady_clock::now() + options_.deadline;
  const auto connection = RedisConnection::of(endpoint_, co_await http::asio::this_coro::executor);
  std::vector<std::string> words = {"EVALSHA", script->sha1};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Result<RedisReply> reply = co_await RedisConnection::call(connection, words, deadline);
  if (reply && reply->kind == RedisReply::Kind::kError && reply->text.starts_with("NOSCRIPT")) {
    words[0] = "EVAL";
    words[1] = script->text;
    reply = co_await RedisConnection::call(connection, std::move(words), deadline);
  }
  co_return judged(std::move(reply), *connection);
}

// The reply when it is what a script of ours returns; another one ends the connection.
Result<RedisReply> RedisLimits::judged(Result<RedisReply> reply, RedisConnection& connection) {
  if (reply && reply->kind != RedisReply::Kind::kIntegers) {
    reply = fail(ErrorCode::kUnavailable, reply->text, endpoint_->address());
    connection.drop(reply.error());
  }
  if (reply) {
    note_success(connection.opened_at());
  } else {
    note_failure(reply.error());
  }
  return reply;
}

http::Task<auth::Admission> RedisLimits::admit(std::vector<auth::LimitSubject> subjects,
                                               uint64_t estimated_tokens) {
  std::erase_if(subjects, [](const auth::LimitSubject& subject) { return subject.limits.empty(); });
  if (subjects.empty()) co_return auth::Admission{};
  estimated_tokens = std::min(estimated_tokens, auth::kMaxTokenLimit);
  std::string slot = new_slot();
  std::vector<std::string> arguments = keys_of(subjects);
  arguments.push_back(fmt::to_string(estimated_tokens));
  arguments.push_back(slot);
  arguments.push_back(fmt::to_string(auth::Micros(options_.slot_lease).count()));
  for (const auto& [name, limits] : subjects) {
    arguments.push_back(fmt::to_string(limits.requests_per_minute));
    arguments.push_back(fmt::to_string(limits.tokens_per_minute));
    arguments.push_back(fmt::to_string(limits.concurrent));
    arguments.push_back(fmt::to_string(limits.tokens_per_day));
  }
  const Result<RedisReply> reply = co_await run(&admit_, std::move(arguments));
  if (reply) {
    auto admission = admission_from(*reply, subjects, estimated_tokens, std::move(slot));
    if (admission) co_return std::move(*admission);
  }
  co_return without_redis(std::move(subjects), estimated_tokens);
}

http::Task<void> RedisLimits::settle(auth::Admission* admission,
                                     std::optional<uint64_t> actual_tokens) {
  if (!admission->held) co_return;
  if (admission->held->local) {
    local_.settle_now(*admission, actual_tokens);
    co_return;
  }
  const auth::Reservation held = std::move(*admission->held);
  admission->held.reset();
  const uint64_t estimated = held.estimated_tokens;
  std::vector<std::string> arguments = keys_of(held.subjects);
  arguments.push_back(held.slot);
  arguments.push_back(fmt::to_string(held.day));
  for (const auto& [name, limits] : held.subjects) {
    auth::Micros by{0};
    int64_t tokens = 0;
    if (actual_tokens && limits.tokens_per_minute != 0) {
      by = auth::rate_correction(estimated, *actual_tokens, limits.tokens_per_minute);
    }
    if (actual_tokens) tokens = day_correction(estimated, *actual_tokens, limits.tokens_per_day);
    arguments.push_back(fmt::to_string(by.count()));
    arguments.push_back(fmt::to_string(tokens));
  }
  co_await run(&settle_, std::move(arguments));
}

auth::Admission RedisLimits::without_redis(std::vector<auth::LimitSubject> subjects,
                                           uint64_t estimated_tokens) {
  auth::Admission admission;
  switch (options_.on_failure) {
    case OnLimitFailure::kAllow:
      break;
    case OnLimitFailure::kLocal:
      admission = local_.admit_now(std::move(subjects), estimated_tokens);
      break;
    case OnLimitFailure::kRefuse:
      admission.refusal = auth::Refusal{auth::LimitKind::kStore, "", 0, kRetryWithoutRedis};
      break;
  }
  return admission;
}

void RedisLimits::note_failure(const Error& why) {
  failed_at_ = steady_clock::now().time_since_epoch().count();
  if (failing_.exchange(true) || !on_event_) return;
  on_event_(http::EventLevel::kWarning,
            fmt::format("the limits cannot be shared: {}; {}", why.to_string(),
                        consequence(options_.on_failure)));
}

// While one thread's connection has failed, those of others may go on: they do not end the outage,
// or a slow server would be told of every second. A connection made after the failure does.
void RedisLimits::note_success(SteadyTime connected_at) {
  if (!failing_.load(std::memory_order_relaxed)) return;
  const SteadyTime failed_at{SteadyTime::duration(failed_at_.load())};
  if (connected_at < failed_at && steady_clock::now() - failed_at < kQuiet) return;
  if (!failing_.exchange(false) || !on_event_) return;
  on_event_(http::EventLevel::kInfo,
            fmt::format("the limits are shared again ({})", endpoint_->address()));
}

}  // namespace gs::gateway
