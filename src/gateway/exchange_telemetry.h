// What metrics and traces say of exchanges with models.
//
// ExchangeTelemetry is shared by all of them; an ExchangeTrace belongs to one. Neither ever sees
// text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/openai/endpoint.h"
#include "gateway/openai/output_rules.h"
#include "gateway/upstream/upstreams.h"
#include "http/message.h"
#include "policy/decision.h"
#include "telemetry/known_models.h"
#include "telemetry/metrics.h"
#include "telemetry/sampler.h"
#include "telemetry/span.h"
#include "telemetry/span_exporter.h"

namespace gs::gateway {

// Safe from any thread.
class ExchangeTelemetry {
 public:
  // `models`: those that metrics name. `exporter` may be null: no traces leave. Both it and
  // `metrics` outlive this.
  ExchangeTelemetry(telemetry::Metrics& metrics, std::vector<std::string> models, double sampling,
                    telemetry::SpanExporter* exporter);

  // Counts every try of a call to a model server from now on.
  void watch(upstream::Upstreams& upstreams);

  telemetry::ProxyMetrics& metrics() { return metrics_.proxy(); }
  const telemetry::KnownModels& models() const { return models_; }

 private:
  friend class ExchangeTrace;
  friend class RouteCounts;

  telemetry::Metrics& metrics_;
  const telemetry::KnownModels models_;
  const telemetry::Sampler sampler_;
  telemetry::SpanExporter* exporter_;
  const telemetry::RandomSource random_;
  telemetry::GenAiMeters meters_;
};

// llm_requests_total and gateway_request_seconds of one endpoint. Safe from any thread.
class RouteCounts {
 public:
  RouteCounts(ExchangeTelemetry& telemetry, const std::string& path);
  void count(std::string_view model, int status, std::chrono::nanoseconds took) const;

 private:
  const telemetry::KnownModels& models_;
  telemetry::Histogram& seconds_;
  std::vector<std::unique_ptr<telemetry::RequestCounters>> by_model_;
};

// What became of an exchange as a whole.
struct ExchangeOutcome {
  int status = 0;
  std::string_view error = {};  // empty: none; else few different words, "upstream_timeout"
  bool notable = false;         // not simply allowed: its trace is always kept
  const openai::Usage* usage = nullptr;
  std::span<const std::string> finish_reasons = {};
};

// The spans of one exchange: the request, its prompt's judgement, the call, its output's judgement.
// One thread.
class ExchangeTrace {
 public:
  ExchangeTrace(ExchangeTelemetry& telemetry, const Clock& clock, const http::Request& request,
                std::string_view path);

  void describe(openai::Endpoint endpoint, std::string_view model, bool stream, int64_t max_tokens);
  void judged(const policy::Decision& decision, std::string_view decision_id, WallTime began);
  // Begins and ends a time of asking external guards; the headers are sent with the questions.
  std::vector<std::pair<std::string_view, std::string>> asking_guards();
  void guards_asked();
  // Begins the call; headers() are sent with it.
  void calling();
  std::vector<std::pair<std::string_view, std::string>> headers() const;
  void first_piece();  // of the answer, on its way to the caller
  void called(const upstream::Server* server, unsigned attempts, int status,
              std::string_view failure);

  std::string trace_id() const { return spans_.trace_id_hex(); }
  WallTime now() const { return clock_.now(); }
  // Counts, and hands the spans out where they are kept. `waited`: for servers.
  void finish(const RouteCounts& counts, const ExchangeOutcome& outcome,
              std::chrono::nanoseconds waited);

 private:
  static constexpr size_t kNone = telemetry::SpanSet::kNoParent;

  ExchangeTelemetry& telemetry_;
  const Clock& clock_;
  const SteadyTime began_;
  telemetry::SpanSet spans_;
  size_t root_;
  size_t call_ = kNone;
  size_t guards_ = kNone;
  SteadyTime called_at_{};
  bool any_piece_ = false;
  std::vector<std::pair<std::string_view, std::string>> headers_within(size_t span) const;

  openai::Endpoint endpoint_ = openai::Endpoint::kChat;
  std::string model_;
};

}  // namespace gs::gateway
