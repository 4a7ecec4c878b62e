#include "gateway/exchange_telemetry.h"

#include <array>

#include "gateway/applied_rules.h"
#include "gateway/upstream/call.h"
#include "service/caller_trace.h"

namespace gs::gateway {
namespace {

namespace attribute = telemetry::attribute;

constexpr std::array<std::string_view, 4> kOperations = {"chat", "text_completion", "chat",
                                                         "embeddings"};

size_t operation_index(openai::Endpoint endpoint) {
  return static_cast<size_t>(endpoint);
}

}  // namespace

ExchangeTelemetry::ExchangeTelemetry(telemetry::Metrics& metrics, std::vector<std::string> models,
                                     double sampling, telemetry::SpanExporter* exporter)
    : metrics_(metrics),
      models_(std::move(models)),
      sampler_(sampling),
      exporter_(exporter),
      random_(telemetry::random_bytes),
      meters_(metrics.proxy(), kOperations, models_.labels()) {}

void ExchangeTelemetry::watch(upstream::Upstreams& upstreams) {
  telemetry::ProxyMetrics& counts = metrics_.proxy();
  upstreams.on_attempt([&counts](const upstream::Attempt& attempt) {
    const std::string& name = attempt.server->options().name;
    counts.upstream_requests(name, attempt.outcome).add();
    counts.upstream_seconds(name).observe(attempt.took);
    if (attempt.is_retry) counts.upstream_retries(name).add();
  });
  upstreams.on_state([&counts](const upstream::Server& server, bool usable) {
    counts.upstream_state(server.options().name).set(usable ? 1 : 0);
  });
}

RouteCounts::RouteCounts(ExchangeTelemetry& telemetry, const std::string& path)
    : models_(telemetry.models_), seconds_(telemetry.metrics_.request_seconds(path)) {
  for (const std::string& model : models_.labels()) {
    by_model_.push_back(
        std::make_unique<telemetry::RequestCounters>(telemetry.metrics_, model, path));
  }
}

void RouteCounts::count(std::string_view model, int status, std::chrono::nanoseconds took) const {
  by_model_[models_.find(model)]->count(status);
  seconds_.observe(took);
}

ExchangeTrace::ExchangeTrace(ExchangeTelemetry& telemetry, const Clock& clock,
                             const http::Request& request, std::string_view path)
    : telemetry_(telemetry),
      clock_(clock),
      began_(clock.steady()),
      spans_(service::caller_trace(request), telemetry.random_),
      root_(spans_.start("POST " + std::string(path), telemetry::SpanKind::kServer, clock.now())) {
  spans_[root_].set(attribute::kHttpRequestMethod, "POST").set(attribute::kUrlPath, path);
}

void ExchangeTrace::describe(openai::Endpoint endpoint, std::string_view model, bool stream,
                             int64_t max_tokens) {
  endpoint_ = endpoint;
  model_ = model;
  telemetry::Span& root = spans_[root_];
  root.set(attribute::kGenAiOperationName, openai::operation_of(endpoint));
  root.set(attribute::kGenAiRequestModel, model).set(attribute::kGenAiRequestStream, stream);
  if (max_tokens > 0) root.set(attribute::kGenAiRequestMaxTokens, max_tokens);
}

void ExchangeTrace::judged(const policy::Decision& decision, std::string_view decision_id,
                           WallTime began) {
  const bool is_prompt = decision.phase == text::Phase::kPrompt;
  const size_t place = spans_.start(is_prompt ? "inspect prompt" : "inspect output",
                                    telemetry::SpanKind::kInternal, began, root_);
  telemetry::Span& span = spans_[place];
  span.set(attribute::kGovernanceDecisionId, decision_id);
  span.set(attribute::kGovernanceAction, policy::to_string(decision.action));
  span.set(attribute::kGovernancePolicyDigest, decision.policy_digest);
  const std::vector<std::string> rules = applied_rules(decision);
  if (!rules.empty()) span.set(attribute::kGovernanceRules, rules);
  span.end = clock_.now();
}

void ExchangeTrace::calling() {
  called_at_ = clock_.steady();
  const std::string name = std::string(openai::operation_of(endpoint_)) + " " + model_;
  call_ = spans_.start(name, telemetry::SpanKind::kClient, clock_.now(), root_);
}

std::vector<std::pair<std::string_view, std::string>> ExchangeTrace::asking_guards() {
  guards_ = spans_.start("ask guards", telemetry::SpanKind::kClient, clock_.now(), root_);
  return headers_within(guards_);
}

void ExchangeTrace::guards_asked() {
  spans_[guards_].end = clock_.now();
}

std::vector<std::pair<std::string_view, std::string>> ExchangeTrace::headers() const {
  return headers_within(call_);
}

std::vector<std::pair<std::string_view, std::string>> ExchangeTrace::headers_within(
    size_t span) const {
  std::vector<std::pair<std::string_view, std::string>> headers;
  headers.emplace_back("traceparent",
                       spans_.traceparent(span, telemetry_.sampler_.samples(spans_)));
  if (!spans_.trace_state().empty()) headers.emplace_back("tracestate", spans_.trace_state());
  return headers;
}

void ExchangeTrace::first_piece() {
  if (std::exchange(any_piece_, true)) return;
  const std::chrono::nanoseconds after = clock_.steady() - called_at_;
  telemetry_.meters_.add_first_chunk(operation_index(endpoint_), telemetry_.models_.find(model_),
                                     after);
  spans_[call_].set(attribute::kGenAiResponseTimeToFirstChunk,
                    std::chrono::duration<double>(after).count());
}

void ExchangeTrace::called(const upstream::Server* server, unsigned attempts, int status,
                           std::string_view failure) {
  telemetry::Span& span = spans_[call_];
  span.end = clock_.now();
  if (server != nullptr) {
    span.set(attribute::kGovernanceUpstream, server->options().name);
    span.set(attribute::kServerAddress, server->options().host);
    span.set(attribute::kServerPort, server->options().port);
  }
  if (attempts > 1) span.set(attribute::kHttpRequestResendCount, attempts - 1);
  if (status != 0) span.set(attribute::kHttpResponseStatusCode, status);
  if (!failure.empty()) span.fail(failure, "");
}

void ExchangeTrace::finish(const RouteCounts& counts, const ExchangeOutcome& outcome,
                           std::chrono::nanoseconds waited) {
  const size_t operation = operation_index(endpoint_);
  const size_t model = telemetry_.models_.find(model_);
  const std::chrono::nanoseconds took = clock_.steady() - began_;
  counts.count(model_, outcome.status, took);
  telemetry::Span& root = spans_[root_];
  root.set(attribute::kHttpResponseStatusCode, outcome.status);
  if (!outcome.error.empty()) root.fail(outcome.error, "");
  if (outcome.usage != nullptr && outcome.usage->present) {
    const auto input = static_cast<uint64_t>(outcome.usage->input_tokens);
    const auto output = static_cast<uint64_t>(outcome.usage->output_tokens);
    root.set(attribute::kGenAiUsageInputTokens, input);
    root.set(attribute::kGenAiUsageOutputTokens, output);
    telemetry_.meters_.add_tokens(telemetry::TokenType::kInput, operation, model, input);
    telemetry_.meters_.add_tokens(telemetry::TokenType::kOutput, operation, model, output);
  }
  if (!outcome.finish_reasons.empty()) {
    root.set(attribute::kGenAiResponseFinishReasons, outcome.finish_reasons);
  }
  root.end = clock_.now();
  if (call_ != kNone) {
    telemetry_.meters_.add_duration(operation, model, clock_.steady() - called_at_);
  }
  telemetry_.metrics().overhead_seconds().observe(took - waited);
  if (telemetry_.exporter_ == nullptr) return;
  if (telemetry_.sampler_.keeps(spans_, outcome.notable)) {
    telemetry_.exporter_->add(std::move(spans_));
  }
}

}  // namespace gs::gateway
