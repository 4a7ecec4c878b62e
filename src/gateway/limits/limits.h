// The limits as the way of a request sees them: asked before the model is, settled after it.
//
//   std::vector<auth::LimitSubject> who = ...;  // named: g++ 12 fails at a braced list in co_await
//   auth::Admission admission = co_await limits->admit(std::move(who), estimated_tokens);
//   if (!admission.admitted()) ...  // the refusal: auth/limit_answer.h
//   ... the exchange ...
//   co_await limits->settle(&admission, tokens_used);   // on every way out, errors too
//
// Quotas are kept in this process (ProcessLimits) or shared by all gateways (redis_limits.h). Safe
// from any thread whose io_context runs on that thread alone; outlives the coroutines that wait for
// it. Never throws, never fails: where the store does, the settings have said what then happens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "auth/admission.h"
#include "auth/limits.h"
#include "base/clock.h"
#include "http/asio_types.h"

namespace gs::gateway {

class Limits {
 public:
  virtual ~Limits() = default;

  // Whether all subjects may send one request more, taking it from each if so. Subjects without
  // limits are passed over; names are unique.
  virtual http::Task<auth::Admission> admit(std::vector<auth::LimitSubject> subjects,
                                            uint64_t estimated_tokens) = 0;

  // Gives the slots back and puts the actual tokens in the place of the estimate; nothing: the
  // estimate stands. A further call for the same admission does nothing. `admission` stays until
  // the task is done.
  virtual http::Task<void> settle(auth::Admission* admission,
                                  std::optional<uint64_t> actual_tokens) = 0;
};

// Of this process alone. Its tasks never wait.
class ProcessLimits final : public Limits {
 public:
  explicit ProcessLimits(const Clock& clock) : clock_(clock) {}

  http::Task<auth::Admission> admit(std::vector<auth::LimitSubject> subjects,
                                    uint64_t estimated_tokens) override;
  http::Task<void> settle(auth::Admission* admission,
                          std::optional<uint64_t> actual_tokens) override;

  // The same for code that is no coroutine.
  auth::Admission admit_now(std::vector<auth::LimitSubject> subjects, uint64_t estimated_tokens);
  void settle_now(auth::Admission& admission, std::optional<uint64_t> actual_tokens);

 private:
  const Clock& clock_;
  auth::LocalLimits limits_;
};

}  // namespace gs::gateway
