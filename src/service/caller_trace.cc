#include "service/caller_trace.h"

#include <string>

namespace gs::service {

// Two traceparent lines contradict each other; tracestate lines are one list.
std::optional<telemetry::TraceContext> caller_trace(const http::Request& request) {
  std::string parent;
  std::string state;
  int parents = 0;
  for (const http::HeaderField& field : request.headers) {
    if (http::equals_ignore_case(field.name, "traceparent")) {
      ++parents;
      parent = field.value;
    } else if (http::equals_ignore_case(field.name, "tracestate")) {
      state.append(state.empty() ? "" : ",").append(field.value);
    }
  }
  if (parents != 1) return std::nullopt;
  return telemetry::parse_trace_context(parent, state);
}

}  // namespace gs::service
