#include "telemetry/proxy_metrics.h"

#include "telemetry/resolve_once.h"

#include <array>

namespace gs::telemetry {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::array<nanoseconds, 16> kUpstreamBounds = {
    milliseconds(1),      milliseconds(5),      milliseconds(10),      milliseconds(25),
    milliseconds(50),     milliseconds(100),    milliseconds(250),     milliseconds(500),
    milliseconds(1'000),  milliseconds(2'500),  milliseconds(5'000),   milliseconds(10'000),
    milliseconds(30'000), milliseconds(60'000), milliseconds(120'000), milliseconds(300'000)};
constexpr std::array<nanoseconds, 14> kOverheadBounds = {
    microseconds(20),     microseconds(35),     microseconds(50),    microseconds(75),
    microseconds(100),    microseconds(150),    microseconds(200),   microseconds(350),
    microseconds(500),    microseconds(1'000),  microseconds(2'500), microseconds(10'000),
    microseconds(50'000), microseconds(250'000)};
constexpr std::array<uint64_t, 12> kHoldbackBounds = {0,   4,   8,   16,    32,    64,
                                                      128, 256, 512, 1'024, 4'096, 16'384};

// The bounds that the OpenTelemetry conventions for generative AI metrics ask for.
constexpr std::array<uint64_t, 14> kTokenBounds = {
    1,      4,      16,      64,        256,       1'024,      4'096,
    16'384, 65'536, 262'144, 1'048'576, 4'194'304, 16'777'216, 67'108'864};
constexpr std::array<nanoseconds, 14> kOperationBounds = {
    milliseconds(10),     milliseconds(20),    milliseconds(40),     milliseconds(80),
    milliseconds(160),    milliseconds(320),   milliseconds(640),    milliseconds(1'280),
    milliseconds(2'560),  milliseconds(5'120), milliseconds(10'240), milliseconds(20'480),
    milliseconds(40'960), milliseconds(81'920)};

constexpr char kOperation[] = "gen_ai_operation_name";
constexpr char kModel[] = "gen_ai_request_model";

}  // namespace

ProxyMetrics::ProxyMetrics(Registry& registry)
    : upstream_seconds_(registry.histograms(
          {"gateway_upstream_seconds", "Time of requests to an upstream", {"upstream"}},
          kUpstreamBounds)),
      overhead_seconds_(registry.histograms(
          {"gateway_overhead_seconds", "Time of an exchange not spent waiting for an upstream", {}},
          kOverheadBounds)),
      stream_holdback_chars_(registry.count_histograms(
          {"gateway_stream_holdback_chars", "Most characters a stream held back at once", {}},
          kHoldbackBounds)),
      upstream_requests_(registry.counters({"gateway_upstream_requests_total",
                                            "Requests to an upstream, by outcome",
                                            {"upstream", "outcome"}})),
      upstream_retries_(registry.counters(
          {"gateway_upstream_retries_total", "Requests tried again", {"upstream"}})),
      upstream_state_(registry.gauges(
          {"gateway_upstream_state", "1 usable, 0 breaker open or unhealthy", {"upstream"}})),
      open_streams_(registry.gauges({"gateway_open_streams", "Streams being answered", {}})),
      rate_limited_(registry.counters(
          {"gateway_rate_limited_total", "Requests refused, by the limit", {"limit"}})),
      client_gone_(registry.counters(
          {"gateway_client_gone_total", "Callers that left before their answer was complete", {}})),
      otlp_spans_(
          registry.counters({"otlp_spans_total", "Spans to export, by outcome", {"outcome"}})),
      token_usage_(registry.count_histograms({"gen_ai_client_token_usage",
                                              "Input and output tokens of an operation",
                                              {"gen_ai_token_type", kOperation, kModel}},
                                             kTokenBounds)),
      operation_duration_(registry.histograms({"gen_ai_client_operation_duration_seconds",
                                               "Time of an operation of a model server",
                                               {kOperation, kModel}},
                                              kOperationBounds)),
      time_to_first_chunk_(
          registry.histograms({"gen_ai_client_operation_time_to_first_chunk_seconds",
                               "Time from the request to the first chunk of a stream",
                               {kOperation, kModel}},
                              kOperationBounds)) {}

GenAiMeters::GenAiMeters(ProxyMetrics& metrics, std::span<const std::string_view> operations,
                         std::span<const std::string> models)
    : metrics_(metrics),
      operations_(operations.begin(), operations.end()),
      models_(models.begin(), models.end()),
      cells_(operations.size() * models.size()) {}

void GenAiMeters::add_tokens(TokenType type, size_t operation, size_t model, uint64_t tokens) {
  const bool input = type == TokenType::kInput;
  Cell& place = cell(operation, model);
  resolve_once(input ? place.input_tokens : place.output_tokens, [&]() -> CountHistogram& {
    return metrics_.token_usage().with(
        {input ? "input" : "output", operations_[operation], models_[model]});
  }).observe(tokens);
}

void GenAiMeters::add_duration(size_t operation, size_t model, nanoseconds duration) {
  resolve_once(cell(operation, model).duration, [&]() -> Histogram& {
    return metrics_.operation_duration().with({operations_[operation], models_[model]});
  }).observe(duration);
}

void GenAiMeters::add_first_chunk(size_t operation, size_t model, nanoseconds after) {
  resolve_once(cell(operation, model).first_chunk, [&]() -> Histogram& {
    return metrics_.time_to_first_chunk().with({operations_[operation], models_[model]});
  }).observe(after);
}

}  // namespace gs::telemetry
