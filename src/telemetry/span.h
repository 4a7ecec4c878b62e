// Spans as values, and the set of them that one exchange leaves behind.
//
// The exchange gathers a span for each of its steps, whether the trace will be exported or not, and
// decides at its end (sampler.h): only then is it known whether something went wrong. So gathering
// is cheap, takes no lock and touches nothing shared. In full:
//
//   auto caller = parse_trace_context(request.header("traceparent"), request.header("tracestate"));
//   SpanSet spans(caller);
//   const size_t root = spans.start("POST /v1/chat/completions", SpanKind::kServer, clock.now());
//   spans[root].set(attribute::kHttpRequestMethod, "POST");
//
//   const size_t check = spans.start("inspect prompt", SpanKind::kInternal, clock.now(), root);
//   ... inspect ...
//   spans[check].set(attribute::kGovernanceAction, "allow");
//   spans[check].end = clock.now();
//
//   const size_t chat = spans.start("chat " + model, SpanKind::kClient, clock.now(), root);
//   upstream_request.set("traceparent", spans.traceparent(chat, sampler.samples(spans)));
//   if (!spans.trace_state().empty()) upstream_request.set("tracestate", spans.trace_state());
//   ... send, receive ...
//   spans[chat].set(attribute::kGenAiUsageInputTokens, usage.prompt_tokens);
//   spans[chat].end = clock.now();
//   ... "inspect output" as "inspect prompt" ...
//
//   spans[root].end = clock.now();
//   response.trace_id = spans.trace_id_hex();  // for the access log
//   if (sampler.keeps(spans, action != Action::kAllow || failed)) exporter.add(std::move(spans));
//
// What callers can put into a span is bounded: texts to kMaxText bytes, lists, attributes, events
// and spans to the numbers below; what is more is passed over. Never put prompt or output text into
// a span. Times are wall-clock nanoseconds.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "telemetry/attribute_names.h"
#include "telemetry/trace_context.h"

namespace gs::telemetry {

enum class SpanKind : uint8_t { kInternal = 1, kServer = 2, kClient = 3 };  // numbers of OTLP
enum class SpanStatus : uint8_t { kUnset = 0, kOk = 1, kError = 2 };        // numbers of OTLP

struct Attribute {
  using Value = std::variant<bool, int64_t, double, std::string, std::vector<std::string>>;
  std::string_view name;  // of the table, so it lives for ever
  Value value;
};

// Something that happened at one moment of a span: "retry", "first chunk".
struct SpanEvent {
  std::string_view name;  // a literal
  WallTime at{};
};

struct Span {
  static constexpr size_t kMaxText = 256;  // bytes, cut at a code point
  static constexpr size_t kMaxListed = 16;
  static constexpr size_t kMaxAttributes = 32;
  static constexpr size_t kMaxEvents = 16;

  SpanId id{};
  SpanId parent{};  // all zero: none
  std::string name;
  SpanKind kind = SpanKind::kInternal;
  SpanStatus status = SpanStatus::kUnset;
  std::string status_message;  // with kError
  WallTime start{};
  WallTime end{};  // before the start: not ended, and exported as of no length
  std::vector<Attribute> attributes;
  std::vector<SpanEvent> events;

  Span& set(AttributeName attribute, std::string_view text);
  Span& set(AttributeName attribute, const char* text) {
    return set(attribute, std::string_view(text));
  }
  Span& set(AttributeName attribute, std::span<const std::string> list);
  Span& set(AttributeName attribute, bool truth) { return add(attribute, truth); }
  Span& set(AttributeName attribute, double number) { return add(attribute, number); }
  template <std::integral Integer>
  Span& set(AttributeName attribute, Integer number) {
    return add(attribute, static_cast<int64_t>(number));
  }
  // Status kError with error.type = `type` (few different values) and a message for people.
  Span& fail(std::string_view type, std::string_view message);
  Span& happened(std::string_view literal, WallTime at);

 private:
  Span& add(AttributeName attribute, Attribute::Value value);
};

// The spans of one exchange. Used by one thread at a time.
class SpanSet {
 public:
  static constexpr size_t kMaxSpans = 32;
  static constexpr size_t kNoParent = SIZE_MAX;

  // Goes on with the caller's trace, or begins a new one.
  SpanSet(const std::optional<TraceContext>& caller, RandomSource random = random_bytes);

  // Begins a span and returns its place in spans(). Without a parent, or with one that is not
  // there, it hangs on the caller's span. When there are kMaxSpans already, the place of the last.
  size_t start(std::string_view name, SpanKind kind, WallTime at, size_t parent = kNoParent);
  // A reference holds until the next start().
  Span& operator[](size_t place) { return spans_[place]; }

  const TraceId& trace_id() const { return trace_id_; }
  std::string trace_id_hex() const;
  bool caller_sampled() const { return caller_sampled_; }
  const std::string& trace_state() const { return trace_state_; }
  std::span<const Span> spans() const { return spans_; }

  // The header of a request that this span makes.
  std::string traceparent(size_t place, bool sampled) const;

 private:
  RandomSource random_;
  TraceId trace_id_{};
  SpanId caller_{};
  bool caller_sampled_ = false;
  std::string trace_state_;
  std::vector<Span> spans_;
};

}  // namespace gs::telemetry
