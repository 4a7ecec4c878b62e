#include "res/api/metrics.h"

#include <array>
#include <string>

namespace gs::res {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

// From an fsync of a good disk to a disk in trouble.
constexpr std::array<nanoseconds, 14> kBounds = {
    microseconds(200),       microseconds(500),       microseconds(1'000),
    microseconds(2'500),     microseconds(5'000),     microseconds(10'000),
    microseconds(25'000),    microseconds(50'000),    microseconds(100'000),
    microseconds(250'000),   microseconds(500'000),   microseconds(1'000'000),
    microseconds(2'500'000), microseconds(10'000'000)};

}  // namespace

ApiMetrics::ApiMetrics(const std::string& version)
    : requests_(registry_.counters({"res_requests_total",
                                    "Requests answered, by endpoint and status",
                                    {"endpoint", "status"}})),
      seconds_(registry_.histograms(
          {"res_request_seconds", "Time from request to answer, by endpoint", {"endpoint"}},
          kBounds)),
      evidence_(registry_.counters(
          {"res_evidence_events_total", "Evidence taken in, by artifact type", {"type"}})),
      commit_seconds_(registry_.histograms(
          {"ledger_commit_seconds", "Time of a batch, from its begin until it is durable", {}},
          kBounds)),
      commit_leaves_(registry_.counters(
          {"ledger_commit_leaves_total", "Leaves appended by this process", {}})),
      otlp_spans_(registry_.counters(
          {"otlp_spans_total", "Spans of traces, by what became of them", {"outcome"}})) {
  registry_.gauges({"build_info", "Which build this is; always 1", {"version", "revision"}})
      .with({version, ""})
      .set(1);
}

void ApiMetrics::request(std::string_view endpoint, int status, nanoseconds took) {
  requests_.with({endpoint, std::to_string(status)}).add();
  seconds_.with({endpoint}).observe(took);
}

void ApiMetrics::commit(nanoseconds took, size_t leaves) {
  commit_seconds_.with({}).observe(took);
  commit_leaves_.with({}).add(leaves);
}

std::string ApiMetrics::at_most_once_a_second(SteadyTime now,
                                              const std::function<std::string()>& make) {
  std::lock_guard lock(mutex_);
  if (!made_at_ || now - *made_at_ >= std::chrono::seconds(1)) {
    made_ = make();
    made_at_ = now;
  }
  return made_;
}

telemetry::SpanCounters ApiMetrics::spans() {
  return {otlp_spans_.with({"exported"}), otlp_spans_.with({"dropped"}),
          otlp_spans_.with({"failed"})};
}

}  // namespace gs::res
