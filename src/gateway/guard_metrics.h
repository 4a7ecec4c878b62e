// What external guards are counted by.
#pragma once

#include "gateway/guards/panel.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

// gateway_guard_calls_total{guard,outcome}, with outcome answered, timed_out, failed or
// breaker_open, and gateway_guard_seconds{guard}. Once a program; `metrics` outlives the sink.
guards::Panel::Sink guard_metrics(telemetry::Metrics& metrics);

}  // namespace gs::gateway
