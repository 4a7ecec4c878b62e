#include "http/response_head.h"

#include "http/header_field.h"

#include <algorithm>
#include <charconv>

namespace gs::http {
namespace {

constexpr std::string_view kCrLf = "\r\n";
constexpr size_t kMaxFields = 200;
constexpr size_t kMaxLengthDigits = 15;

struct Framing {
  int content_lengths = 0;
  int transfer_encodings = 0;
  bool close = false;
  bool keep_alive = false;
};

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "HTTP/1.1 200 OK"; the words may be missing, and so may the blank before them.
std::string_view parse_status_line(std::string_view line, ResponseHead& head) {
  const bool version = line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ");
  if (!version) return "the answer does not begin with HTTP/1.1 or HTTP/1.0";
  head.minor_version = line[7] - '0';
  const std::string_view status = line.substr(9, 3);
  const bool ends = line.size() == 12 || (line.size() > 12 && line[12] == ' ');
  if (status.size() != 3 || !is_number(status) || status[0] == '0' || !ends) {
    return "the status line has no status of three digits";
  }
  std::from_chars(status.data(), status.data() + status.size(), head.status);
  return {};
}

std::string_view read_special_field(const HeaderField& field, ResponseHead& head,
                                    Framing& framing) {
  if (equals_ignore_case(field.name, "content-length")) {
    if (++framing.content_lengths > 1) return "more than one Content-Length field";
    if (!is_number(field.value) || field.value.size() > kMaxLengthDigits) {
      return "the Content-Length field is not a number of bytes";
    }
    std::from_chars(field.value.data(), field.value.data() + field.value.size(),
                    head.content_length);
  } else if (equals_ignore_case(field.name, "transfer-encoding")) {
    if (++framing.transfer_encodings > 1) return "more than one Transfer-Encoding field";
    if (!equals_ignore_case(field.value, "chunked")) return "a transfer coding other than chunked";
  } else if (equals_ignore_case(field.name, "connection")) {
    framing.close |= equals_ignore_case(field.value, "close");
    framing.keep_alive |= equals_ignore_case(field.value, "keep-alive");
  }
  return {};
}

std::string_view judge_framing(const Framing& framing, ResponseHead& head) {
  if (framing.transfer_encodings > 0 && framing.content_lengths > 0) {
    return "both Content-Length and Transfer-Encoding";
  }
  if (head.status < 200 || head.status == 204 || head.status == 304) {
    head.body_end = BodyEnd::kNone;
  } else if (framing.transfer_encodings > 0) {
    head.body_end = BodyEnd::kChunks;
  } else if (framing.content_lengths > 0) {
    head.body_end = BodyEnd::kLength;
  } else {
    head.body_end = BodyEnd::kClose;
  }
  // Chunks of HTTP/1.0 are framing that somebody in between may have made up: section 6.1.
  const bool odd = framing.transfer_encodings > 0 && head.minor_version == 0;
  head.keep_alive = !framing.close && !odd && head.body_end != BodyEnd::kClose &&
                    (head.minor_version == 1 || framing.keep_alive);
  return {};
}

}  // namespace

std::string_view ResponseHead::header(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (equals_ignore_case(field.name, name)) return field.value;
  }
  return {};
}

std::string_view parse_response_head(std::string_view bytes, ResponseHead& head) {
  head.fields.clear();
  head.content_length = 0;
  const size_t line_end = bytes.find(kCrLf);
  if (line_end == std::string_view::npos) return "the status line does not end";
  std::string_view problem = parse_status_line(bytes.substr(0, line_end), head);
  bytes.remove_prefix(line_end + kCrLf.size());
  Framing framing;
  while (problem.empty() && !bytes.starts_with(kCrLf)) {
    const size_t end = bytes.find(kCrLf);
    if (end == std::string_view::npos) return "a header line does not end";
    if (head.fields.size() == kMaxFields) return "too many header lines";
    HeaderField& field = head.fields.emplace_back();
    problem = parse_header_field(bytes.substr(0, end), field);
    if (problem.empty()) problem = read_special_field(field, head, framing);
    bytes.remove_prefix(end + kCrLf.size());
  }
  return problem.empty() ? judge_framing(framing, head) : problem;
}

}  // namespace gs::http
