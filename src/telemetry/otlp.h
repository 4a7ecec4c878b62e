// Spans as OTLP/HTTP JSON: the ExportTraceServiceRequest of opentelemetry-proto 1.x in the JSON
// form of Protocol Buffers with OTLP's exceptions (ids in hex, enums as numbers); 64-bit integers
// are strings.
//
//   POST http://collector:4318/v1/traces   Content-Type: application/json
//
// Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "telemetry/span.h"

namespace gs::telemetry {

// Who sends the spans.
struct TraceResource {
  std::string service_name;         // "governed-speed-gateway"
  std::string service_version;      // "0.1.0"
  std::string service_instance_id;  // a UUID of this process
};

std::string encode_traces(const TraceResource& resource, std::span<const SpanSet> sets);

// How many spans the collector says it refused, in the body of a 200 answer (its partialSuccess);
// 0 for a body that says nothing of it.
uint64_t rejected_spans(std::string_view body);

}  // namespace gs::telemetry
