#include "http/request_head.h"

#include "http/header_field.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <optional>

namespace gs::http {
namespace {

constexpr std::string_view kCrLf = "\r\n";

bool refuse(Refusal& refusal, std::string_view detail) {
  refusal = {400, "bad-request", detail};
  return false;
}

// What the framing fields said, to be judged together at the end.
struct Framing {
  int hosts = 0;
  int content_lengths = 0;
  int transfer_encodings = 0;
  bool close = false;
  bool keep_alive = false;
};

bool parse_absolute_target(std::string_view target, std::string_view& authority,
                           std::string_view& origin_form) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignore_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const size_t slash = target.find('/');
    if (slash == 0 || slash == std::string_view::npos) return false;
    authority = target.substr(0, slash);
    origin_form = target.substr(slash);
    return true;
  }
  return false;
}

bool parse_target(std::string_view target, RequestHead& head, std::string_view& authority,
                  Refusal& refusal) {
  if (target.empty() || !all_of_class(target, CharClass::kTarget)) {
    return refuse(refusal, "the request target holds characters that are not allowed there");
  }
  if (target == "*") {
    if (head.method != Method::kOptions) return refuse(refusal, "target '*' is for OPTIONS only");
    head.path = target;
    head.query = {};
    return true;
  }
  if (target[0] != '/' && !parse_absolute_target(target, authority, target)) {
    return refuse(refusal, "the request target must start with '/' or be an absolute http URL");
  }
  const size_t question = target.find('?');
  head.path = target.substr(0, question);
  head.query =
      question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  return true;
}

bool parse_version(std::string_view version, RequestHead& head, Refusal& refusal) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") {
    head.minor_version = version.back() - '0';
    return true;
  }
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                           version[5] >= '0' && version[5] <= '9' && version[6] == '.' &&
                           version[7] >= '0' && version[7] <= '9';
  if (!well_formed) return refuse(refusal, "the request line does not end in an HTTP version");
  refusal = {505, "http-version-not-supported", "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  return false;
}

bool parse_request_line(std::string_view line, const HeadLimits& limits, RequestHead& head,
                        std::string_view& authority, Refusal& refusal) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == 0 || last == first) {
    return refuse(refusal, "the request line is not 'METHOD target HTTP/1.1'");
  }
  const std::string_view method = line.substr(0, first);
  if (!all_of_class(method, CharClass::kToken)) return refuse(refusal, "the method is not a token");
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.size() > limits.max_target_bytes) {
    refusal = {414, "target-too-long", "the request target is longer than the limit",
               limits.max_target_bytes};
    return false;
  }
  if (!parse_version(line.substr(last + 1), head, refusal)) return false;
  const std::optional<Method> known = parse_method(method);
  if (!known) {
    refusal = {405, "method-not-allowed", "this method is never allowed here"};
    return false;
  }
  head.method = *known;
  return parse_target(target, head, authority, refusal);
}

bool read_host(std::string_view value, RequestHead& head, Framing& framing, Refusal& refusal) {
  if (++framing.hosts > 1) return refuse(refusal, "more than one Host field");
  if (value.empty() || !all_of_class(value, CharClass::kHost)) {
    return refuse(refusal, "the Host field is not a host name with an optional port");
  }
  head.host = value;
  return true;
}

bool read_content_length(std::string_view value, RequestHead& head, Framing& framing,
                         Refusal& refusal) {
  if (++framing.content_lengths > 1) return refuse(refusal, "more than one Content-Length field");
  if (value.empty() || value.size() > 18) {
    return refuse(refusal, "the Content-Length field is not a number of bytes");
  }
  uint64_t length = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') {
      return refuse(refusal, "the Content-Length field is not a number of bytes");
    }
    length = length * 10 + static_cast<uint64_t>(c - '0');
  }
  head.content_length = length;
  return true;
}

bool read_transfer_encoding(std::string_view value, RequestHead& head, Framing& framing,
                            Refusal& refusal) {
  if (++framing.transfer_encodings > 1) {
    return refuse(refusal, "more than one Transfer-Encoding field");
  }
  if (!equals_ignore_case(value, "chunked")) {
    refusal = {501, "transfer-coding-not-implemented",
               "the only transfer coding here is 'chunked'"};
    return false;
  }
  head.chunked = true;
  return true;
}

bool read_connection(std::string_view value, Framing& framing, Refusal& refusal) {
  while (!value.empty()) {
    const size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = trim_spaces(value.substr(0, comma));
    if (!all_of_class(option, CharClass::kToken)) {
      return refuse(refusal, "the Connection field is not a list of options");
    }
    if (equals_ignore_case(option, "close")) framing.close = true;
    if (equals_ignore_case(option, "keep-alive")) framing.keep_alive = true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return true;
}

bool read_expect(std::string_view value, RequestHead& head, Refusal& refusal) {
  if (!equals_ignore_case(value, "100-continue")) {
    refusal = {417, "expectation-failed", "the only expectation understood here is '100-continue'"};
    return false;
  }
  head.expect_continue = true;
  return true;
}

// Fields that decide about framing and routing; all others pass unread.
bool read_special_field(const HeaderField& field, RequestHead& head, Framing& framing,
                        Refusal& refusal) {
  const std::string_view name = field.name;
  switch (name.size()) {
    case 4:
      return !equals_ignore_case(name, "host") || read_host(field.value, head, framing, refusal);
    case 6:
      return !equals_ignore_case(name, "expect") || read_expect(field.value, head, refusal);
    case 10:
      return !equals_ignore_case(name, "connection") ||
             read_connection(field.value, framing, refusal);
    case 14:
      return !equals_ignore_case(name, "content-length") ||
             read_content_length(field.value, head, framing, refusal);
    case 17:
      return !equals_ignore_case(name, "transfer-encoding") ||
             read_transfer_encoding(field.value, head, framing, refusal);
    default:
      return true;
  }
}

bool judge_framing(const Framing& framing, std::string_view authority, RequestHead& head,
                   Refusal& refusal) {
  if (framing.transfer_encodings > 0 && framing.content_lengths > 0) {
    return refuse(refusal, "both Content-Length and Transfer-Encoding");
  }
  if (head.minor_version == 0 && framing.transfer_encodings > 0) {
    return refuse(refusal, "Transfer-Encoding does not exist in HTTP/1.0");
  }
  if (head.minor_version == 1 && framing.hosts == 0) return refuse(refusal, "no Host field");
  if (!authority.empty() && framing.hosts > 0 && !equals_ignore_case(authority, head.host)) {
    return refuse(refusal, "the request target names another host than the Host field");
  }
  head.keep_alive = !framing.close && (head.minor_version == 1 || framing.keep_alive);
  // An HTTP/1.0 client does not know interim answers (RFC 9110 section 10.1.1).
  if (head.minor_version == 0) head.expect_continue = false;
  return true;
}

}  // namespace

HeadEnd find_head_end(std::string_view bytes, size_t from) {
  // Each line feed must follow a carriage return; two line ends in a row end the head.
  size_t at = from;
  while (at < bytes.size()) {
    const void* found = std::memchr(bytes.data() + at, '\n', bytes.size() - at);
    if (found == nullptr) return {HeadEnd::kNotYet, bytes.size()};
    at = static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
    if (at == 0 || bytes[at - 1] != '\r') return {HeadEnd::kBareLineFeed, at};
    if (at >= 3 && bytes[at - 2] == '\n') return {HeadEnd::kFound, at + 1};
    ++at;
  }
  return {HeadEnd::kNotYet, bytes.size()};
}

bool parse_request_head(std::string_view bytes, const HeadLimits& limits, RequestHead& head,
                        Refusal& refusal) {
  head.host = {};
  head.content_length = 0;
  head.chunked = false;
  head.expect_continue = false;
  head.fields.clear();

  std::string_view authority;
  const size_t line_end = bytes.find(kCrLf);
  if (line_end == std::string_view::npos) return refuse(refusal, "the request line does not end");
  if (!parse_request_line(bytes.substr(0, line_end), limits, head, authority, refusal))
    return false;
  bytes.remove_prefix(line_end + kCrLf.size());

  Framing framing;
  while (!bytes.starts_with(kCrLf)) {
    const size_t end = bytes.find(kCrLf);
    if (end == std::string_view::npos) return refuse(refusal, "a header line does not end");
    if (head.fields.size() == limits.max_fields) {
      refusal = {431, "header-too-large", "more header lines than the limit", limits.max_fields};
      return false;
    }
    HeaderField& field = head.fields.emplace_back();
    const std::string_view problem = parse_header_field(bytes.substr(0, end), field);
    if (!problem.empty()) return refuse(refusal, problem);
    if (!read_special_field(field, head, framing, refusal)) return false;
    bytes.remove_prefix(end + kCrLf.size());
  }
  return judge_framing(framing, authority, head, refusal);
}

}  // namespace gs::http
