// The model servers of a gateway, and what the threads share about them.
//
//   auto upstreams = Upstreams::create(options, files, clock, on_event);
//   (*upstreams)->start_health_checks();
//   UpstreamCall call(**upstreams, exchange->worker(), exchange->executor());     // call.h
//
// Connections are kept by each worker for itself, so nothing here is locked on the way of a
// request.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "gateway/upstream/options.h"
#include "gateway/upstream/retry_budget.h"
#include "gateway/upstream/server.h"
#include "http/events.h"

namespace gs::gateway::upstream {

class ConnectionPool;
class HealthChecks;

// What came of one try, for metrics.
struct Attempt {
  const Server* server = nullptr;
  std::string_view outcome;  // "answered", "connect", "timeout", "closed", "protocol", "status"
  std::chrono::nanoseconds took{};  // to the head of the answer
  bool is_retry = false;
};

class Upstreams {
 public:
  // Called after each try, on the thread that made it.
  using AttemptSink = std::function<void(const Attempt&)>;
  // Called when a server comes into use or is left alone, on any thread.
  using StateSink = std::function<void(const Server&, bool usable)>;

  // `workers`: threads that will make calls. `files` and `clock` outlive this. Errors: a key, a
  // file of authorities or a name of a fallback that cannot be used.
  static Result<std::unique_ptr<Upstreams>> create(Options options, unsigned workers, Files& files,
                                                   const Clock& clock, http::EventSink on_event);
  ~Upstreams();

  Status start_health_checks();
  // Closes the connections that a worker keeps. On its thread, while its executor exists.
  void end_worker(unsigned worker);
  // Before the first call.
  void on_attempt(AttemptSink sink) { on_attempt_ = std::move(sink); }
  void on_state(StateSink sink);

  bool any() const { return !servers_.empty(); }
  bool any_usable() const;
  // Whether some server of that dialect serves the model.
  bool serves(std::string_view model, Dialect dialect) const;
  std::span<Server* const> servers() const { return all_; }

  // For calls.
  std::vector<Server*> order_for(std::string_view model, Dialect dialect) const;
  ConnectionPool& pool(unsigned worker, http::Executor executor);
  RetryBudget& retry_budget() { return retry_budget_; }
  const Options& options() const { return options_; }
  const Clock& clock() const { return clock_; }
  void tell(const Attempt& attempt) const;
  // A server is back, or is left alone from now on.
  void tell_state(const Server& server, bool usable, std::string_view why) const;

 private:
  Upstreams(Options options, unsigned workers, const Clock& clock, http::EventSink on_event);
  Status build(Files& files);

  const Options options_;
  const Clock& clock_;
  const http::EventSink on_event_;
  AttemptSink on_attempt_;
  StateSink on_state_;
  std::vector<std::unique_ptr<Server>> servers_;
  std::vector<Server*> all_;
  std::vector<Server*> fallbacks_;
  RetryBudget retry_budget_;
  std::vector<std::unique_ptr<ConnectionPool>> pools_;  // by worker, each made by its thread
  std::unique_ptr<HealthChecks> health_;
};

}  // namespace gs::gateway::upstream
