// Which traces are exported: a share of all of them, those that the caller keeps, and every one
// whose exchange was not simply allowed.
//
// The share is decided by the trace id, as OpenTelemetry's TraceIdRatioBased does (its low eight
// bytes, big-endian, without the lowest bit, below ratio * 2^63), so every service with the same
// ratio keeps the same traces.
#pragma once

#include <cstdint>

#include "telemetry/span.h"

namespace gs::telemetry {

// Immutable; safe from any thread.
class Sampler {
 public:
  static constexpr double kDefaultRatio = 0.1;

  // 0 (or less, or no number): none by ratio; 1 or more: all.
  explicit Sampler(double ratio = kDefaultRatio);

  // What is known at the start, and what the sampled flag tells the model server.
  bool samples(const SpanSet& spans) const {
    return spans.caller_sampled() || in_ratio(spans.trace_id());
  }
  // What is known at the end. `notable`: the action is not allow, or the exchange failed.
  bool keeps(const SpanSet& spans, bool notable) const { return notable || samples(spans); }

  bool in_ratio(const TraceId& id) const;

 private:
  uint64_t below_;
};

}  // namespace gs::telemetry
