// Quotas that several gateways share, in Redis.
//
//   RedisLimits limits({.endpoint = {.host = "10.0.0.5"}}, clock, on_event);
//
// One connection a worker thread (redis_connection.h), one script a question (redis_scripts.h). A
// question that has no answer by the deadline is decided here, as `on_failure` says; the event sink
// hears once when that begins and once when it ends. Slots of concurrent requests come back after
// `slot_lease` on their own, so that those of a gateway that died are not lost: it is longer than
// the longest exchange.
//
// Not for Redis Cluster: the keys of one question lie on several of its nodes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/limits/limits.h"
#include "gateway/limits/redis_endpoint.h"
#include "gateway/limits/redis_protocol.h"
#include "gateway/limits/redis_scripts.h"
#include "http/events.h"

namespace gs::gateway {

// What decides while Redis does not.
enum class OnLimitFailure : uint8_t {
  kLocal,   // quotas of this process alone, at the same numbers
  kRefuse,  // nobody is let in: 503
  kAllow,   // everybody is let in
};

struct RedisLimitsOptions {
  RedisEndpoint endpoint;
  std::chrono::milliseconds deadline{50};  // for one question, connecting included
  std::chrono::seconds slot_lease{900};
  OnLimitFailure on_failure = OnLimitFailure::kLocal;
  std::string key_prefix = "governed-speed:";  // of every key in Redis
};

class RedisConnection;

class RedisLimits final : public Limits {
 public:
  // `clock` outlives it. Connects with the first question.
  RedisLimits(RedisLimitsOptions options, const Clock& clock, http::EventSink on_event);

  http::Task<auth::Admission> admit(std::vector<auth::LimitSubject> subjects,
                                    uint64_t estimated_tokens) override;
  http::Task<void> settle(auth::Admission* admission,
                          std::optional<uint64_t> actual_tokens) override;

 private:
  http::Task<Result<RedisReply>> run(const RedisScript* script, std::vector<std::string> arguments);
  Result<RedisReply> judged(Result<RedisReply> reply, RedisConnection& connection);
  std::vector<std::string> keys_of(const std::vector<auth::LimitSubject>& subjects) const;
  auth::Admission without_redis(std::vector<auth::LimitSubject> subjects,
                                uint64_t estimated_tokens);
  std::string new_slot();
  void note_failure(const Error& why);
  void note_success(SteadyTime connected_at);

  const RedisLimitsOptions options_;
  const std::shared_ptr<const RedisEndpoint> endpoint_;
  const http::EventSink on_event_;
  const RedisScript admit_ = admit_script();
  const RedisScript settle_ = settle_script();
  const std::string slot_prefix_;  // of this process
  std::atomic<uint64_t> slots_{0};
  ProcessLimits local_;  // for kLocal

  std::atomic<bool> failing_{false};
  std::atomic<int64_t> failed_at_{0};  // the last time; steady, ticks
};

}  // namespace gs::gateway
