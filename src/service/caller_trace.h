// The trace that a request belongs to, as its caller says.
#pragma once

#include <optional>

#include "http/message.h"
#include "telemetry/trace_context.h"

namespace gs::service {

// From traceparent and tracestate (W3C). Nothing without a good one: a new trace begins.
std::optional<telemetry::TraceContext> caller_trace(const http::Request& request);

}  // namespace gs::service
