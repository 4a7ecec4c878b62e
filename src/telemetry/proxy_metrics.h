// The metrics of requests that go on to a model server: upstreams, streams, limits, tokens.
//
// Reached as Metrics::proxy(). What takes a label looks its series up under the family's lock, so
// it is called when an upstream or a limit is set up and the reference kept. What varies by request
// (operation and model) is counted through GenAiMeters, which does that once. Safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/instruments.h"
#include "telemetry/registry.h"

namespace gs::telemetry {

class ProxyMetrics {
 public:
  explicit ProxyMetrics(Registry& registry);

  // gateway_upstream_seconds{upstream}: from the request to the end of the answer.
  Histogram& upstream_seconds(std::string_view upstream) {
    return upstream_seconds_.with({upstream});
  }
  // gateway_overhead_seconds: the time of an exchange that was not spent waiting for the upstream.
  Histogram& overhead_seconds() { return overhead_seconds_.with({}); }
  // gateway_stream_holdback_chars: the most characters that a stream held back at once.
  CountHistogram& stream_holdback_chars() { return stream_holdback_chars_.with({}); }
  // gateway_upstream_requests_total{upstream,outcome}
  Counter& upstream_requests(std::string_view upstream, std::string_view outcome) {
    return upstream_requests_.with({upstream, outcome});
  }
  // gateway_upstream_retries_total{upstream}
  Counter& upstream_retries(std::string_view upstream) {
    return upstream_retries_.with({upstream});
  }
  // gateway_upstream_state{upstream}: 1 usable; 0 its breaker is open, or it is unhealthy.
  Gauge& upstream_state(std::string_view upstream) { return upstream_state_.with({upstream}); }
  // gateway_open_streams: add(1) and add(-1), from any thread.
  Gauge& open_streams() { return open_streams_.with({}); }
  // gateway_rate_limited_total{limit}
  Counter& rate_limited(std::string_view limit) { return rate_limited_.with({limit}); }
  // gateway_client_gone_total: callers that left before their answer was complete.
  Counter& client_gone() { return client_gone_.with({}); }
  // otlp_spans_total{outcome}: "exported", "dropped" or "failed"; see span_exporter.h.
  Counter& otlp_spans(std::string_view outcome) { return otlp_spans_.with({outcome}); }

  // gen_ai_client_token_usage{gen_ai_token_type,gen_ai_operation_name,gen_ai_request_model}
  CountHistogramFamily& token_usage() { return token_usage_; }
  // gen_ai_client_operation_duration_seconds{gen_ai_operation_name,gen_ai_request_model}
  HistogramFamily& operation_duration() { return operation_duration_; }
  // gen_ai_client_operation_time_to_first_chunk_seconds{same}; of streams only.
  HistogramFamily& time_to_first_chunk() { return time_to_first_chunk_; }

 private:
  HistogramFamily& upstream_seconds_;
  HistogramFamily& overhead_seconds_;
  CountHistogramFamily& stream_holdback_chars_;
  CounterFamily& upstream_requests_;
  CounterFamily& upstream_retries_;
  GaugeFamily& upstream_state_;
  GaugeFamily& open_streams_;
  CounterFamily& rate_limited_;
  CounterFamily& client_gone_;
  CounterFamily& otlp_spans_;
  CountHistogramFamily& token_usage_;
  HistogramFamily& operation_duration_;
  HistogramFamily& time_to_first_chunk_;
};

enum class TokenType : uint8_t { kInput, kOutput };

// The gen_ai_client families by the positions of operation and model in the lists given here:
//
//   GenAiMeters meters(metrics.proxy(), kOperations, known_models.labels());
//   meters.add_tokens(TokenType::kInput, kChat, known_models.find(model), usage.prompt_tokens);
//
// A series appears with its first event; after that an observation is one table look-up. Positions
// must lie within the lists.
class GenAiMeters {
 public:
  GenAiMeters(ProxyMetrics& metrics, std::span<const std::string_view> operations,
              std::span<const std::string> models);

  void add_tokens(TokenType type, size_t operation, size_t model, uint64_t tokens);
  void add_duration(size_t operation, size_t model, std::chrono::nanoseconds duration);
  void add_first_chunk(size_t operation, size_t model, std::chrono::nanoseconds after);

 private:
  struct Cell {
    std::atomic<CountHistogram*> input_tokens{};
    std::atomic<CountHistogram*> output_tokens{};
    std::atomic<Histogram*> duration{};
    std::atomic<Histogram*> first_chunk{};
  };
  Cell& cell(size_t operation, size_t model) { return cells_[operation * models_.size() + model]; }

  ProxyMetrics& metrics_;
  const std::vector<std::string> operations_;
  const std::vector<std::string> models_;
  std::vector<Cell> cells_;
};

}  // namespace gs::telemetry
