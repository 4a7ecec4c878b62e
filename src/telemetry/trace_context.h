// W3C Trace Context (https://www.w3.org/TR/trace-context/): how a trace goes from the caller
// through the gateway to the model server, in the headers traceparent and tracestate.
//
//   traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
//                version, trace id, span id of who sends the request, flags (01: sampled)
//
// A traceparent that is malformed is as good as none: the request begins a new trace, and the
// tracestate that came with it is dropped. Pure functions but for random_bytes(); time and memory
// are linear in the headers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gs::telemetry {

using TraceId = std::array<uint8_t, 16>;  // all zero: none
using SpanId = std::array<uint8_t, 8>;    // all zero: none

inline constexpr size_t kMaxTraceState = 512;  // bytes passed on

// What a request brought along.
struct TraceContext {
  TraceId trace_id{};
  SpanId span_id{};         // of the caller, the parent of our span
  bool sampled = false;     // the caller keeps its part of the trace
  std::string trace_state;  // to be passed on; may be empty
};

// The values of the two headers; empty where absent. Several tracestate lines are joined by commas
// first; several traceparent lines are malformed and given as empty. Versions above 00 are read as
// far as 00 goes, as the standard asks; ff, ids of zeros and upper case are malformed.
// `tracestate`: see clean_trace_state().
std::optional<TraceContext> parse_trace_context(std::string_view traceparent,
                                                std::string_view tracestate);

// The members of a tracestate, without white space around them: as many from the left as fit into
// kMaxTraceState. Empty when one of these is malformed, when a key comes twice or when there are
// more than 32.
std::string clean_trace_state(std::string_view tracestate);

// The traceparent of a request that `span_id` sends.
std::string format_traceparent(const TraceId& trace_id, const SpanId& span_id, bool sampled);

// Fills the bytes with random ones. Tests pass their own.
using RandomSource = void (*)(std::span<uint8_t>);
// OpenSSL's generator, asked once for many ids: each thread holds a stock of random bytes. Safe
// from any thread.
void random_bytes(std::span<uint8_t> out);

// Never all zero.
TraceId new_trace_id(RandomSource random);
SpanId new_span_id(RandomSource random);

}  // namespace gs::telemetry
