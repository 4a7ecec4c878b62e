// string.format(list): %s %d %f %e %x %X %o %b %%, as the strings extension of cel-spec defines
// them.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "policy/cel/function_code.h"
#include "policy/cel/number_text.h"
#include "policy/cel/text_builder.h"
#include "policy/cel/time_text.h"

namespace gs::cel {

namespace {

constexpr int kDefaultPrecision = 6;
constexpr int kMaxPrecision = 1000;

// One formatting clause, "%.3f".
struct Clause {
  int precision = kDefaultPrecision;
  char verb = 0;
};

// Null when the clause is fine, else the error. Every append_ function here answers so.
using Failure = Value;
constexpr Value kFine = Value::null();
constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);
constexpr Value kBadClause = Value::error(ErrorKind::kRange);

Failure append_plain(TextBuilder& out, const Value& value);

Failure append_list(TextBuilder& out, std::span<const Value> items) {
  out.append("[");
  for (size_t i = 0; i < items.size() && !out.exceeded(); ++i) {
    if (i > 0) out.append(", ");
    if (const Failure failure = append_plain(out, items[i]); failure.is_error()) return failure;
  }
  out.append("]");
  return kFine;
}

// A key as text, with its value, so that a map prints in the order of its keys' texts.
struct PrintedEntry {
  std::string key;
  const Value* value;
};

std::string key_text(const Value& key) {
  if (key.kind() == Kind::kString) return std::string(key.as_string());
  if (key.kind() == Kind::kBool) return key.as_bool() ? "true" : "false";
  return key.kind() == Kind::kInt ? std::to_string(key.as_int()) : std::to_string(key.as_uint());
}

Failure append_map(TextBuilder& out, std::span<const MapEntry> entries) {
  std::vector<PrintedEntry> printed;
  for (const MapEntry& entry : entries) printed.push_back({key_text(entry.key), &entry.value});
  std::sort(printed.begin(), printed.end(),
            [](const PrintedEntry& a, const PrintedEntry& b) { return a.key < b.key; });
  out.append("{");
  for (size_t i = 0; i < printed.size() && !out.exceeded(); ++i) {
    if (i > 0) out.append(", ");
    out.append(printed[i].key).append(": ");
    const Failure failure = append_plain(out, *printed[i].value);
    if (failure.is_error()) return failure;
  }
  out.append("}");
  return kFine;
}

Failure append_bytes(TextBuilder& out, std::string_view bytes) {
  if (!is_valid_utf8(bytes)) return Value::error(ErrorKind::kConversion);
  out.append(bytes);
  return kFine;
}

// %s
Failure append_plain(TextBuilder& out, const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      out.append("null");
      return kFine;
    case Kind::kBool:
      out.append(value.as_bool() ? "true" : "false");
      return kFine;
    case Kind::kInt:
      out.append(std::to_string(value.as_int()));
      return kFine;
    case Kind::kUint:
      out.append(std::to_string(value.as_uint()));
      return kFine;
    case Kind::kDouble:
      out.append(double_text(value.as_double()));
      return kFine;
    case Kind::kString:
    case Kind::kType:
      out.append(value.as_string());
      return kFine;
    case Kind::kBytes:
      return append_bytes(out, value.as_string());
    case Kind::kTimestamp:
      out.append(timestamp_text(value.as_timestamp()));
      return kFine;
    case Kind::kDuration:
      out.append(duration_text(value.as_duration()));
      return kFine;
    case Kind::kList:
      return append_list(out, value.as_list());
    case Kind::kMap:
      return append_map(out, value.entries());
    default:
      return kNoOverload;
  }
}

// %d
Failure append_decimal(TextBuilder& out, const Value& value) {
  if (value.kind() == Kind::kInt || value.kind() == Kind::kUint) return append_plain(out, value);
  if (value.kind() != Kind::kDouble) return kNoOverload;
  if (!std::isfinite(value.as_double())) return append_plain(out, value);
  char buffer[400];  // the smallest double has some 340 digits behind the point
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value.as_double(), std::chars_format::fixed)
          .ptr;
  out.append({buffer, static_cast<size_t>(end - buffer)});
  return kFine;
}

// %f and %e
Failure append_floating(TextBuilder& out, const Value& value, const Clause& clause) {
  if (!value.is_numeric()) return kNoOverload;
  double number = value.as_double();
  if (value.kind() == Kind::kInt) number = static_cast<double>(value.as_int());
  if (value.kind() == Kind::kUint) number = static_cast<double>(value.as_uint());
  if (!std::isfinite(number)) {
    out.append(double_text(number));
    return kFine;
  }
  char buffer[kMaxPrecision + 400];  // the largest double has 309 digits before the point
  const auto format = clause.verb == 'f' ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, number, format, clause.precision).ptr;
  out.append({buffer, static_cast<size_t>(end - buffer)});
  return kFine;
}

// An int or uint in base 2, 8 or 16, a negative one with a minus in front.
Failure append_based(TextBuilder& out, const Value& value, int base) {
  if (value.kind() != Kind::kInt && value.kind() != Kind::kUint) return kNoOverload;
  char buffer[80];
  const auto end = value.kind() == Kind::kInt
                       ? std::to_chars(buffer, buffer + sizeof buffer, value.as_int(), base).ptr
                       : std::to_chars(buffer, buffer + sizeof buffer, value.as_uint(), base).ptr;
  out.append({buffer, static_cast<size_t>(end - buffer)});
  return kFine;
}

void append_hex_octets(TextBuilder& out, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes.size() && !out.exceeded(); ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    const char pair[2] = {kDigits[byte >> 4], kDigits[byte & 15]};
    out.append({pair, 2});
  }
}

// %x and %X
Failure append_hex(TextBuilder& out, const Value& value, bool upper, Arena& arena) {
  TextBuilder hex(arena);
  if (value.kind() == Kind::kString || value.kind() == Kind::kBytes) {
    append_hex_octets(hex, value.as_string());
  } else if (const Failure failure = append_based(hex, value, 16); failure.is_error()) {
    return failure;
  }
  if (!upper) {
    out.append(hex.finish().is_error() ? std::string_view() : hex.text());
    return hex.finish().is_error() ? hex.finish() : kFine;
  }
  for (const char c : hex.text()) {
    const char big = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    out.append({&big, 1});
  }
  return hex.exceeded() ? hex.finish() : kFine;
}

// %b
Failure append_binary(TextBuilder& out, const Value& value) {
  if (!value.is_bool()) return append_based(out, value, 2);
  out.append(value.as_bool() ? "1" : "0");
  return kFine;
}

Failure append_clause(TextBuilder& out, const Clause& clause, const Value& value, Arena& arena) {
  switch (clause.verb) {
    case 's':
      return append_plain(out, value);
    case 'd':
      return append_decimal(out, value);
    case 'f':
    case 'e':
      return append_floating(out, value, clause);
    case 'x':
    case 'X':
      return append_hex(out, value, clause.verb == 'X', arena);
    case 'o':
      return append_based(out, value, 8);
    case 'b':
      return append_binary(out, value);
    default:
      return kBadClause;
  }
}

// Reads ".3f" behind a percent sign; the verb stays 0 when the clause is malformed.
Clause take_clause(std::string_view& text) {
  Clause clause;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto precision = parse_uint(text.substr(0, digits));
    if (!precision || *precision > kMaxPrecision) return clause;
    clause.precision = static_cast<int>(*precision);
    text.remove_prefix(digits);
  }
  if (text.empty()) return clause;
  clause.verb = text[0];
  text.remove_prefix(1);
  return clause;
}

}  // namespace

Value fn_format(const Call& call) {
  if (call.args.size() != 2 || call.args[0].kind() != Kind::kString ||
      call.args[1].kind() != Kind::kList) {
    return kNoOverload;
  }
  std::string_view text = call.args[0].as_string();
  const auto values = call.args[1].as_list();
  size_t next = 0;
  TextBuilder out(call.arena);
  while (!out.exceeded()) {
    const size_t percent = text.find('%');
    out.append(text.substr(0, percent));
    if (percent == std::string_view::npos) break;
    text.remove_prefix(percent + 1);
    if (text.starts_with('%')) {
      out.append("%");
      text.remove_prefix(1);
      continue;
    }
    const Clause clause = take_clause(text);
    if (clause.verb == 0) return kBadClause;
    if (next >= values.size()) return Value::error(ErrorKind::kIndexOutOfRange);
    const Failure failure = append_clause(out, clause, values[next++], call.arena);
    if (failure.is_error()) return failure;
  }
  return out.finish();
}

}  // namespace gs::cel
