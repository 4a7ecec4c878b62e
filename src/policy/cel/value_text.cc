// message(), type_name() and to_string() of values: what people read.
#include <fmt/format.h>

#include "policy/cel/ip_text.h"
#include "policy/cel/number_text.h"
#include "policy/cel/time_text.h"
#include "policy/cel/value.h"

namespace gs::cel {

namespace {

constexpr size_t kMaxText = 16 * 1024;  // a value can be large; the reader of a trace is not

void append_escaped(std::string& out, std::string_view text, bool is_bytes) {
  out += is_bytes ? "b'" : "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f || (is_bytes && byte >= 0x80)) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
    if (out.size() > kMaxText) break;
  }
  out += '\'';
}

std::string double_literal(double number) {
  std::string text = double_text(number);
  if (text.find_first_of(".eNI") == std::string::npos) text += ".0";
  if (text.find_first_of("NI") != std::string::npos) text = "double('" + text + "')";
  return text;
}

void append_value(std::string& out, const Value& value);

void append_list(std::string& out, std::span<const Value> items) {
  out += '[';
  for (size_t i = 0; i < items.size() && out.size() <= kMaxText; ++i) {
    if (i > 0) out += ", ";
    append_value(out, items[i]);
  }
  out += ']';
}

void append_map(std::string& out, std::span<const MapEntry> entries) {
  out += '{';
  for (size_t i = 0; i < entries.size() && out.size() <= kMaxText; ++i) {
    if (i > 0) out += ", ";
    append_value(out, entries[i].key);
    out += ": ";
    append_value(out, entries[i].value);
  }
  out += '}';
}

void append_optional(std::string& out, const Value& value) {
  if (!value.has_content()) {
    out += "optional.none()";
    return;
  }
  out += "optional.of(";
  append_value(out, value.content());
  out += ')';
}

void append_value(std::string& out, const Value& value) {
  if (out.size() > kMaxText) {
    out += "…";
    return;
  }
  switch (value.kind()) {
    case Kind::kNull:
      out += "null";
      break;
    case Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      break;
    case Kind::kInt:
      out += std::to_string(value.as_int());
      break;
    case Kind::kUint:
      out += std::to_string(value.as_uint()) + "u";
      break;
    case Kind::kDouble:
      out += double_literal(value.as_double());
      break;
    case Kind::kString:
    case Kind::kBytes:
      append_escaped(out, value.as_string(), value.kind() == Kind::kBytes);
      break;
    case Kind::kList:
      append_list(out, value.as_list());
      break;
    case Kind::kMap:
      append_map(out, value.entries());
      break;
    case Kind::kType:
      out += value.as_string();
      break;
    case Kind::kTimestamp:
      out += "timestamp('" + timestamp_text(value.as_timestamp()) + "')";
      break;
    case Kind::kDuration:
      out += "duration('" + duration_text(value.as_duration()) + "')";
      break;
    case Kind::kOptional:
      append_optional(out, value);
      break;
    case Kind::kIp:
      out += "ip('" + ip_text(value.as_ip()) + "')";
      break;
    case Kind::kCidr:
      out += "cidr('" + cidr_text(value.as_ip()) + "')";
      break;
    case Kind::kError:
      out += "error: ";
      out += message(value.error_kind());
      break;
  }
}

}  // namespace

std::string_view message(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNoSuchOverload:
      return "no such overload";
    case ErrorKind::kNoSuchKey:
      return "no such key";
    case ErrorKind::kUndeclared:
      return "undeclared reference";
    case ErrorKind::kDivideByZero:
      return "divide by zero";
    case ErrorKind::kModulusByZero:
      return "modulus by zero";
    case ErrorKind::kOverflow:
      return "integer overflow";
    case ErrorKind::kRange:
      return "out of range";
    case ErrorKind::kIndexOutOfRange:
      return "index out of range";
    case ErrorKind::kDuplicateKey:
      return "duplicate map key";
    case ErrorKind::kBadKey:
      return "unsupported map key";
    case ErrorKind::kConversion:
      return "conversion error";
    case ErrorKind::kBadPattern:
      return "bad regular expression";
    case ErrorKind::kNoneValue:
      return "value of an absent optional";
    case ErrorKind::kAbsent:
      return "no value";
    case ErrorKind::kUnavailable:
      return "value unavailable";
    case ErrorKind::kCostExceeded:
      return "cost limit exceeded";
  }
  return "error";
}

std::string_view type_name(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null_type";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kUint:
      return "uint";
    case Kind::kDouble:
      return "double";
    case Kind::kString:
      return "string";
    case Kind::kBytes:
      return "bytes";
    case Kind::kList:
      return "list";
    case Kind::kMap:
      return "map";
    case Kind::kType:
      return "type";
    case Kind::kTimestamp:
      return "google.protobuf.Timestamp";
    case Kind::kDuration:
      return "google.protobuf.Duration";
    case Kind::kOptional:
      return "optional_type";
    case Kind::kIp:
      return "net.IP";
    case Kind::kCidr:
      return "net.CIDR";
    case Kind::kError:
      return "error";
  }
  return "error";
}

std::string to_string(const Value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

}  // namespace gs::cel
