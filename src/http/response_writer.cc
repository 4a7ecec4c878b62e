#include "http/response_writer.h"

#include <array>
#include <charconv>

namespace gs::http {
namespace {

constexpr size_t kHeadBytes = 512;  // what a head usually needs at most

bool is_token(std::string_view name) {
  if (name.empty()) return false;
  for (const char c : name) {
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alphanumeric && c != '-' && c != '_') return false;
  }
  return true;
}

// A field that the server made itself.
void append_own_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

// A field of a handler, whose value must not end the line early.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  const size_t begin = out.size();
  out += value;
  for (size_t i = begin; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F) out[i] = ' ';
  }
  out += "\r\n";
}

void append_number(std::string& out, size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_length(std::string& out, size_t size, ResponseFraming::Body body) {
  if (body == ResponseFraming::Body::kChunked) out += "Transfer-Encoding: chunked\r\n";
  if (body != ResponseFraming::Body::kWhole) return;
  out += "Content-Length: ";
  append_number(out, size);
  out += "\r\n";
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  out += "HTTP/1.1 ";
  append_number(out, static_cast<size_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

}  // namespace

void append_response(std::string& out, const Response& response, const ResponseFraming& framing) {
  const bool may_have_body =
      response.status >= 200 && response.status != 204 && response.status != 304;
  out.reserve(out.size() + kHeadBytes + response.body.size());
  append_status_line(out, response.status);
  append_own_field(out, "Date", framing.date);
  if (may_have_body) {
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    append_length(out, response.body.size(), framing.body);
  }
  if (!framing.request_id.empty()) append_own_field(out, "x-request-id", framing.request_id);
  for (const auto& [name, value] : response.headers) {
    if (is_token(name)) append_field(out, name, value);
  }
  if (!framing.keep_alive) {
    out += "Connection: close\r\n";
  } else if (framing.minor_version == 0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  if (!may_have_body || framing.head_only) return;
  if (framing.body == ResponseFraming::Body::kChunked) {
    append_chunk(out, response.body);
  } else {
    out += response.body;
  }
}

void append_chunk(std::string& out, std::string_view piece) {
  if (piece.empty()) return;
  std::array<char, 16> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16).ptr;
  out.append(digits.data(), end).append("\r\n").append(piece).append("\r\n");
}

}  // namespace gs::http
