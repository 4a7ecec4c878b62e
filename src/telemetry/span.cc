#include "telemetry/span.h"

#include "base/digest.h"

#include <algorithm>
#include <utility>

namespace gs::telemetry {
namespace {

constexpr size_t kUsualSpans = 4;  // the root, the prompt, the model server, the output
constexpr size_t kUsualAttributes = 8;

// At most kMaxText bytes, not ending within a code point.
std::string bounded(std::string_view text) {
  if (text.size() > Span::kMaxText) {
    size_t end = Span::kMaxText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

}  // namespace

Span& Span::add(AttributeName attribute, Attribute::Value value) {
  const auto known = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& had) { return had.name == attribute.text; });
  if (known != attributes.end()) {
    known->value = std::move(value);
    return *this;
  }
  if (attributes.empty()) attributes.reserve(kUsualAttributes);
  if (attributes.size() < kMaxAttributes) attributes.push_back({attribute.text, std::move(value)});
  return *this;
}

Span& Span::set(AttributeName attribute, std::string_view text) {
  return add(attribute, bounded(text));
}

Span& Span::set(AttributeName attribute, std::span<const std::string> list) {
  std::vector<std::string> kept;
  kept.reserve(std::min(list.size(), kMaxListed));
  for (const std::string& text : list.first(std::min(list.size(), kMaxListed))) {
    kept.push_back(bounded(text));
  }
  return add(attribute, std::move(kept));
}

Span& Span::fail(std::string_view type, std::string_view message) {
  status = SpanStatus::kError;
  status_message = bounded(message);
  return set(attribute::kErrorType, type);
}

Span& Span::happened(std::string_view literal, WallTime at) {
  if (events.size() < kMaxEvents) events.push_back({literal, at});
  return *this;
}

SpanSet::SpanSet(const std::optional<TraceContext>& caller, RandomSource random) : random_(random) {
  if (caller) {
    trace_id_ = caller->trace_id;
    caller_ = caller->span_id;
    caller_sampled_ = caller->sampled;
    trace_state_ = caller->trace_state;
  } else {
    trace_id_ = new_trace_id(random);
  }
  spans_.reserve(kUsualSpans);
}

size_t SpanSet::start(std::string_view name, SpanKind kind, WallTime at, size_t parent) {
  if (spans_.size() == kMaxSpans) return kMaxSpans - 1;
  const SpanId above = parent < spans_.size() ? spans_[parent].id : caller_;
  Span& span = spans_.emplace_back();
  span.id = new_span_id(random_);
  span.parent = above;
  span.name = bounded(name);
  span.kind = kind;
  span.start = at;
  return spans_.size() - 1;
}

std::string SpanSet::trace_id_hex() const {
  return to_hex(trace_id_);
}

std::string SpanSet::traceparent(size_t place, bool sampled) const {
  return format_traceparent(trace_id_, spans_[place].id, sampled);
}

}  // namespace gs::telemetry
