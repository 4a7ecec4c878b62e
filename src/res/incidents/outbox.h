// The durable outbox: what is still to be sent to sinks. Rows are written in the transaction of the
// incident, sent by OutboxSender, and go when the sink has accepted (2xx).
//
// At least once: a crash between acceptance and the row's removal sends again, with the same
// Idempotency-Key. A refusal or an unreachable sink is tried again after 5 s, 10 s, 20 s, ... at
// most 15 min apart, for `give_up`; then the row stays, with its error, for as long again, visible
// in outbox_figures() and never sent.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "res/incidents/sink.h"
#include "res/log/log.h"
#include "res/store/database.h"

namespace gs::res {

// For each sink that wants it, in the batch's transaction. `event` is the one just recorded.
Status queue_deliveries(log::Batch& batch, const std::vector<SinkSettings>& sinks,
                        const Incident& incident, const IncidentEvent& event,
                        std::string_view public_url);

struct OutboxOptions {
  std::chrono::milliseconds poll{2'000};
  std::chrono::milliseconds first_retry{5'000};
  std::chrono::milliseconds longest_retry{15 * 60 * 1000};
  std::chrono::hours give_up{72};
  std::chrono::milliseconds connect_timeout{3'000};
  std::chrono::milliseconds total_timeout{10'000};
};

// One thread a sink, so that one that hangs does not hold up the others. Several replicas on one
// database share the work: a row is claimed before it is sent.
class OutboxSender {
 public:
  // Everything is borrowed and must outlive it. `say`: a line for the log, from the threads.
  // Errors: check_sink().
  static Result<std::unique_ptr<OutboxSender>> start(
      store::Database& database, log::Log& log, const Clock& clock, std::vector<SinkSettings> sinks,
      OutboxOptions options, std::function<void(bool error, std::string)> say);
  virtual ~OutboxSender() = default;  // waits for a send that is under way

  // Something was queued (and committed): looks at once. From any thread; does not block.
  virtual void wake() = 0;
};

// For GET /metrics and an operator: res_outbox_pending{sink}, res_outbox_given_up{sink}.
struct OutboxFigures {
  std::string sink;
  uint64_t pending = 0;
  uint64_t given_up = 0;
  std::string last_error;  // of the newest that failed; empty: none
};
Result<std::vector<OutboxFigures>> outbox_figures(store::Connection& connection);

}  // namespace gs::res
