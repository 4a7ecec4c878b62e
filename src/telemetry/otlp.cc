#include "telemetry/otlp.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/json_writer.h"

#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gs::telemetry {
namespace {

constexpr size_t kBytesASpan = 1024;  // a guess, to allocate once
constexpr size_t kMaxAnswer = 64 * 1024;
constexpr char kScope[] = "governed-speed";

void write_nanos(JsonWriter& out, std::string_view name, WallTime time) {
  out.key(name).string(std::to_string(time.time_since_epoch().count()));
}

// An AnyValue.
struct WriteValue {
  JsonWriter& out;

  void operator()(bool truth) const { out.begin_object().key("boolValue").boolean(truth); }
  void operator()(int64_t number) const {
    out.begin_object().key("intValue").string(std::to_string(number));
  }
  void operator()(double number) const {
    out.begin_object().key("doubleValue");
    if (std::isfinite(number)) {
      out.number(number);
    } else {  // as the JSON form of Protocol Buffers spells them
      out.string(std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }
  }
  void operator()(const std::string& text) const {
    out.begin_object().key("stringValue").string(text);
  }
  void operator()(const std::vector<std::string>& list) const {
    out.begin_object().key("arrayValue").begin_object().key("values").begin_array();
    for (const std::string& text : list) {
      (*this)(text);
      out.end_object();
    }
    out.end_array().end_object();
  }
};

void write_attribute(JsonWriter& out, std::string_view name, const Attribute::Value& value) {
  out.begin_object().key("key").string(name).key("value");
  std::visit(WriteValue{out}, value);
  out.end_object().end_object();
}

void write_events(JsonWriter& out, const std::vector<SpanEvent>& events) {
  out.key("events").begin_array();
  for (const SpanEvent& event : events) {
    out.begin_object();
    write_nanos(out, "timeUnixNano", event.at);
    out.key("name").string(event.name).end_object();
  }
  out.end_array();
}

void write_status(JsonWriter& out, const Span& span) {
  out.key("status").begin_object().key("code").integer(static_cast<int64_t>(span.status));
  if (!span.status_message.empty()) out.key("message").string(span.status_message);
  out.end_object();
}

void write_span(JsonWriter& out, const SpanSet& set, const Span& span) {
  out.begin_object()
      .key("traceId")
      .string(set.trace_id_hex())
      .key("spanId")
      .string(to_hex(span.id));
  if (span.parent != SpanId{}) out.key("parentSpanId").string(to_hex(span.parent));
  if (!set.trace_state().empty()) out.key("traceState").string(set.trace_state());
  out.key("name").string(span.name).key("kind").integer(static_cast<int64_t>(span.kind));
  write_nanos(out, "startTimeUnixNano", span.start);
  write_nanos(out, "endTimeUnixNano", std::max(span.start, span.end));
  out.key("attributes").begin_array();
  for (const Attribute& attribute : span.attributes) {
    write_attribute(out, attribute.name, attribute.value);
  }
  out.end_array();
  if (!span.events.empty()) write_events(out, span.events);
  if (span.status != SpanStatus::kUnset) write_status(out, span);
  out.end_object();
}

void write_resource(JsonWriter& out, const TraceResource& resource) {
  out.key("resource").begin_object().key("attributes").begin_array();
  write_attribute(out, "service.name", resource.service_name);
  write_attribute(out, "service.version", resource.service_version);
  write_attribute(out, "service.instance.id", resource.service_instance_id);
  out.end_array().end_object();
}

}  // namespace

std::string encode_traces(const TraceResource& resource, std::span<const SpanSet> sets) {
  size_t spans = 1;
  for (const SpanSet& set : sets) spans += set.spans().size();
  JsonWriter out(spans * kBytesASpan);
  out.begin_object().key("resourceSpans").begin_array().begin_object();
  write_resource(out, resource);
  out.key("scopeSpans").begin_array().begin_object();
  out.key("scope").begin_object().key("name").string(kScope);
  out.key("version").string(resource.service_version).end_object();
  out.key("spans").begin_array();
  for (const SpanSet& set : sets) {
    for (const Span& span : set.spans()) write_span(out, set, span);
  }
  out.end_array().end_object().end_array().end_object().end_array().end_object();
  return out.take();
}

uint64_t rejected_spans(std::string_view body) {
  const auto tree = parse_json(body, {.max_depth = 8, .max_bytes = kMaxAnswer});
  if (!tree || !tree->is_object()) return 0;
  const boost::json::value* partial = tree->as_object().if_contains("partialSuccess");
  if (partial == nullptr || !partial->is_object()) return 0;
  const boost::json::value* rejected = partial->as_object().if_contains("rejectedSpans");
  if (rejected == nullptr) return 0;
  if (const int64_t* number = rejected->if_int64())
    return static_cast<uint64_t>(std::max<int64_t>(0, *number));
  const boost::json::string* text = rejected->if_string();
  uint64_t number = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace gs::telemetry
