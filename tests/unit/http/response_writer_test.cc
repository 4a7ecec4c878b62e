#include "http/response_writer.h"

#include <gtest/gtest.h>

namespace gs::http {
namespace {

std::string written(const Response& response, ResponseFraming framing = {}) {
  std::string out;
  framing.date = "D";
  append_response(out, response, framing);
  return out;
}

TEST(ResponseWriter, WholeResponse) {
  Response response{.body = "{}"};
  response.with_header("x-a", "b");
  EXPECT_EQ(written(response, {.request_id = "r1"}),
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
            "x-request-id: r1\r\nx-a: b\r\n\r\n{}");
}

TEST(ResponseWriter, HeadersCannotSplitTheResponse) {
  Response response{.status = 404, .content_type = ""};
  response.with_header("x-a", "b\r\nSet-Cookie: c\x7F")
      .with_header("bad\r\nname", "v")
      .with_header("", "v");
  EXPECT_EQ(
      written(response),
      "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\nx-a: b  Set-Cookie: c \r\n\r\n");
}

TEST(ResponseWriter, HeadKeepsTheLength) {
  EXPECT_EQ(
      written({.body = "12345"}, {.head_only = true}),
      "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n");
}

TEST(ResponseWriter, NoContentHasNoLength) {
  EXPECT_EQ(written({.status = 204, .body = "ignored"}),
            "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n");
}

TEST(ResponseWriter, ConnectionIsSaidWhereItIsNotTheDefault) {
  EXPECT_NE(written({}, {.keep_alive = false}).find("\r\nConnection: close\r\n"),
            std::string::npos);
  EXPECT_NE(written({}, {.minor_version = 0}).find("\r\nConnection: keep-alive\r\n"),
            std::string::npos);
  EXPECT_EQ(written({}).find("Connection"), std::string::npos);
}

}  // namespace
}  // namespace gs::http
