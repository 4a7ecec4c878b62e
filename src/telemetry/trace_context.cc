#include "telemetry/trace_context.h"

#include "base/digest.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace gs::telemetry {
namespace {

constexpr size_t kParentSize = 55;  // of version 00
constexpr size_t kMaxMembers = 32;
constexpr size_t kMaxKey = 256;
constexpr size_t kMaxValue = 256;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// `text` has two digits for each byte.
bool read_hex(std::string_view text, std::span<uint8_t> out) {
  for (size_t i = 0; i < out.size(); ++i) {
    const int high = hex_digit(text[2 * i]);
    const int low = hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

bool all_zero(std::span<const uint8_t> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

std::optional<TraceContext> parse_parent(std::string_view text) {
  if (text.size() < kParentSize) return std::nullopt;
  if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  TraceContext context;
  std::array<uint8_t, 1> version{};
  std::array<uint8_t, 1> flags{};
  if (!read_hex(text, version) || !read_hex(text.substr(3), context.trace_id) ||
      !read_hex(text.substr(36), context.span_id) || !read_hex(text.substr(53), flags)) {
    return std::nullopt;
  }
  if (version[0] == 0xFF || all_zero(context.trace_id) || all_zero(context.span_id)) {
    return std::nullopt;
  }
  const bool longer = text.size() > kParentSize;
  if (longer && (version[0] == 0 || text[kParentSize] != '-')) return std::nullopt;
  context.sampled = (flags[0] & 1) != 0;
  return context;
}

std::string_view without_space(std::string_view text) {
  const size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '*' ||
         c == '/' || c == '@';
}

bool valid_key(std::string_view key) {
  if (key.empty() || key.size() > kMaxKey) return false;
  const bool starts_well = key[0] != '_' && key[0] != '-' && key[0] != '*' && key[0] != '/';
  return starts_well && key[0] != '@' && std::count(key.begin(), key.end(), '@') <= 1 &&
         std::all_of(key.begin(), key.end(), key_character);
}

bool valid_value(std::string_view value) {
  if (value.empty() || value.size() > kMaxValue) return false;
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '='; });
}

}  // namespace

std::string clean_trace_state(std::string_view tracestate) {
  std::string kept;
  std::array<std::string_view, kMaxMembers> keys;
  size_t members = 0;
  while (!tracestate.empty()) {
    const size_t end = std::min(tracestate.find(','), tracestate.size());
    const std::string_view member = without_space(tracestate.substr(0, end));
    tracestate.remove_prefix(std::min(end + 1, tracestate.size()));
    if (member.empty()) continue;  // the standard allows them
    const size_t equals = member.find('=');
    if (equals == std::string_view::npos || members == kMaxMembers) return {};
    const std::string_view key = member.substr(0, equals);
    if (!valid_key(key) || !valid_value(member.substr(equals + 1))) return {};
    const auto known = keys.begin() + members;
    if (std::find(keys.begin(), known, key) != known) return {};
    keys[members++] = key;
    if (kept.size() + member.size() + 1 > kMaxTraceState) return kept;
    if (!kept.empty()) kept += ',';
    kept += member;
  }
  return kept;
}

std::optional<TraceContext> parse_trace_context(std::string_view traceparent,
                                                std::string_view tracestate) {
  std::optional<TraceContext> context = parse_parent(traceparent);
  if (context) context->trace_state = clean_trace_state(tracestate);
  return context;
}

std::string format_traceparent(const TraceId& trace_id, const SpanId& span_id, bool sampled) {
  return "00-" + to_hex(trace_id) + "-" + to_hex(span_id) + (sampled ? "-01" : "-00");
}

void random_bytes(std::span<uint8_t> out) {
  struct Stock {
    std::array<uint8_t, 1024> bytes;
    size_t used = sizeof(bytes);
  };
  thread_local Stock stock;
  while (!out.empty()) {
    if (stock.used == stock.bytes.size()) {
      // It fails only where the operating system gives no randomness at all.
      if (RAND_bytes(stock.bytes.data(), static_cast<int>(stock.bytes.size())) != 1) std::abort();
      stock.used = 0;
    }
    const size_t n = std::min(out.size(), stock.bytes.size() - stock.used);
    std::memcpy(out.data(), stock.bytes.data() + stock.used, n);
    stock.used += n;
    out = out.subspan(n);
  }
}

TraceId new_trace_id(RandomSource random) {
  TraceId id{};
  while (all_zero(id)) random(id);
  return id;
}

SpanId new_span_id(RandomSource random) {
  SpanId id{};
  while (all_zero(id)) random(id);
  return id;
}

}  // namespace gs::telemetry
