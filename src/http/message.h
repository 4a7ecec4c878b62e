// HTTP messages as handlers see them. No network types in here.
//
// A Request is a set of views into the connection's buffer: valid while its handler runs, not
// after. A Response owns its bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gs::http {

enum class Method : uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };
inline constexpr size_t kMethodCount = 7;

std::string_view to_string(Method method);
// Methods are case-sensitive (RFC 9110 section 9.1). CONNECT, TRACE and unknown ones are not here.
std::optional<Method> parse_method(std::string_view text);

// ASCII only, as field names, host names and media types compare.
bool equals_ignore_case(std::string_view a, std::string_view b);

// One header line; the value without the white space around it.
struct HeaderField {
  std::string_view name;
  std::string_view value;
};

// A {name} segment of the route with what stood there, percent-decoded.
struct PathParameter {
  std::string_view name;
  std::string value;
};

struct Request {
  Method method = Method::kGet;
  std::string_view path;   // as sent, not decoded, without the query
  std::string_view query;  // as sent, without the '?'; uri.h decodes it
  int minor_version = 1;   // HTTP/1.<this>
  std::span<const HeaderField> headers;
  std::string_view body;  // complete, chunks joined
  std::string_view peer;  // "127.0.0.1:40000", "[::1]:40000"
  std::string_view id;    // the caller's x-request-id where usable, else made here
  std::vector<PathParameter> parameters;

  // The first field of that name (any case), or empty; has_header() tells absent from empty.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  // The value of {name} in the route's pattern; empty if the route has none such.
  std::string_view parameter(std::string_view name) const;
};

class Hold;  // exchange.h

struct Response {
  int status = 200;
  std::string content_type = "application/json";  // empty: no such field
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those the server writes
  bool close = false;                                        // end the connection after this answer
  std::string principal;                                     // who asked, for the access log only
  std::string trace_id;        // of its trace, for the access log only
  std::shared_ptr<Hold> hold;  // what has to come true before it may leave; null: nothing

  // Content-Length, Date, Connection and x-request-id are the server's own and not set here.
  Response& with_header(std::string name, std::string value) {
    if (headers.empty()) headers.reserve(4);  // of most answers, in one piece
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// Runs on the I/O thread of the connection: it may compute but must not block.
// Called from several threads at once.
using Handler = std::function<Response(const Request&)>;

// The words behind a status number, "Not Found"; "Unknown" for numbers that have none here.
std::string_view reason_phrase(int status);

}  // namespace gs::http
