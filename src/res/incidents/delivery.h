// One row of the outbox on its way: claimed, posted, settled.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "res/incidents/outbox.h"

namespace gs::res {

struct Delivery {
  std::string id;
  std::string body;
  WallTime created_at;
  WallTime next_at;
  int64_t attempts = 0;
};

// The oldest that is due for that sink. `next_at` of rows that were given up is kNever.
Result<std::optional<Delivery>> next_due(store::Connection& connection, const std::string& sink,
                                         WallTime now);
WallTime never();

// Time between tries: first_retry doubled each time, at most longest_retry.
std::chrono::milliseconds retry_after(int64_t attempts, const OutboxOptions& options);

// Posts it. Errors: those of BlockingPost; kUnavailable for an answer that is not 2xx.
Status post_delivery(const SinkSettings& sink, const Delivery& delivery,
                     const OutboxOptions& options);

// The following change rows, through the log's writer.

// Until `until` it is this process's. False: another replica took it, or it is gone.
Result<bool> claim(log::Log& log, const Delivery& delivery, WallTime until);
Status settle_accepted(log::Log& log, const Delivery& delivery);
// Another try at its time, or given up; true: given up.
Result<bool> settle_failed(log::Log& log, const Delivery& delivery, const std::string& error,
                           WallTime now, const OutboxOptions& options);
// Rows that were given up so long ago that nobody misses them.
Status forget_given_up(log::Log& log, const std::string& sink, WallTime created_before);

}  // namespace gs::res
