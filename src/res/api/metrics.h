// The metrics of the Risk & Evidence Service by the names that alerts and dashboards build on.
//
// What is counted as it happens is in the registry. What is read from the database (figures of
// models, incidents, the outbox) is made anew at a scrape, at most once a second: a value that is
// not known has no series, and a series goes when its value does.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "telemetry/instruments.h"
#include "telemetry/registry.h"
#include "telemetry/span_exporter.h"

namespace gs::res {

// Safe from any thread.
class ApiMetrics {
 public:
  explicit ApiMetrics(const std::string& version);

  // res_requests_total{endpoint,status}, res_request_seconds{endpoint}
  void request(std::string_view endpoint, int status, std::chrono::nanoseconds took);
  // res_evidence_events_total{type}: evidence that was new.
  void evidence(std::string_view type) { evidence_.with({type}).add(); }
  // ledger_commit_seconds and ledger_commit_leaves_total; for Log::on_commit().
  void commit(std::chrono::nanoseconds took, size_t leaves);
  // otlp_spans_total{outcome}; for service::TraceExport.
  telemetry::SpanCounters spans();

  // The text that `make` gives, made anew when the last is a second old. One thread makes it,
  // others wait for it.
  std::string at_most_once_a_second(SteadyTime now, const std::function<std::string()>& make);

  // For families of other modules; made before the server starts.
  telemetry::Registry& registry() { return registry_; }
  std::string expose() const { return registry_.expose(); }

 private:
  std::mutex mutex_;  // of the next two
  std::string made_;
  std::optional<SteadyTime> made_at_;

  telemetry::Registry registry_;
  telemetry::CounterFamily& requests_;
  telemetry::HistogramFamily& seconds_;
  telemetry::CounterFamily& evidence_;
  telemetry::HistogramFamily& commit_seconds_;
  telemetry::CounterFamily& commit_leaves_;
  telemetry::CounterFamily& otlp_spans_;
};

}  // namespace gs::res
