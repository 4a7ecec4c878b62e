#include "http/response_head.h"

#include <gtest/gtest.h>

#include <string>

namespace gs::http {
namespace {

struct Good {
  const char* head;  // without the empty line
  int status;
  BodyEnd body_end;
  uint64_t length;
  bool keep_alive;
};

TEST(ResponseHead, WhatIsRead) {
  const Good rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n", 200, BodyEnd::kLength, 12, true},
      {"HTTP/1.1 200 OK\r\ncontent-length:0\r\n", 200, BodyEnd::kLength, 0, true},
      {"HTTP/1.1 200\r\nContent-Length: 1\r\n", 200, BodyEnd::kLength, 1, true},
      {"HTTP/1.1 200 \r\nContent-Length: 1\r\n", 200, BodyEnd::kLength, 1, true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n", 200, BodyEnd::kLength,
       999'999'999'999'999, true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n", 200, BodyEnd::kChunks, 0, true},
      {"HTTP/1.1 200 OK\r\n", 200, BodyEnd::kClose, 0, false},
      {"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n", 200, BodyEnd::kClose, 0, false},
      {"HTTP/1.1 429 Too Many\r\nContent-Length: 3\r\nConnection: Close\r\n", 429, BodyEnd::kLength,
       3, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n", 200, BodyEnd::kLength, 3, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: Keep-Alive\r\n", 200, BodyEnd::kLength,
       3, true},
      {"HTTP/1.1 204 No Content\r\n", 204, BodyEnd::kNone, 0, true},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n", 304, BodyEnd::kNone, 9, true},
      {"HTTP/1.1 100 Continue\r\n", 100, BodyEnd::kNone, 0, true},
  };
  for (const Good& row : rows) {
    SCOPED_TRACE(row.head);
    ResponseHead head;
    const std::string bytes = std::string(row.head) + "\r\n";
    EXPECT_EQ(parse_response_head(bytes, head), "");
    EXPECT_EQ(head.status, row.status);
    EXPECT_EQ(head.body_end, row.body_end);
    EXPECT_EQ(head.content_length, row.length);
    EXPECT_EQ(head.keep_alive, row.keep_alive);
  }
}

TEST(ResponseHead, WhatIsRefused) {
  const struct {
    const char* head;
    const char* problem;
  } rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
       "more than one Content-Length field"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
       "more than one Content-Length field"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n",
       "the Content-Length field is not a number of bytes"},
      {"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n",
       "the Content-Length field is not a number of bytes"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
       "the Content-Length field is not a number of bytes"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n",
       "the Content-Length field is not a number of bytes"},
      {"HTTP/1.1 200 OK\r\nContent-Length:\r\n",
       "the Content-Length field is not a number of bytes"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000\r\n",
       "the Content-Length field is not a number of bytes"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
       "both Content-Length and Transfer-Encoding"},
      {"HTTP/1.1 204 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
       "both Content-Length and Transfer-Encoding"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
       "more than one Transfer-Encoding field"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n",
       "a transfer coding other than chunked"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: \vchunked\r\n",
       "a header value holds control characters"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n",
       "a header name holds characters that are not allowed there"},
      {"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n", "folded header lines are not allowed"},
      {"HTTP/1.1 200 OK\r\n A: b\r\n", "folded header lines are not allowed"},
      {"HTTP/1.1 200 OK\r\nA\r\n", "a header line has no colon"},
      {"HTTP/1.1 200 OK\r\n: b\r\n", "a header name holds characters that are not allowed there"},
      {"HTTP/1.1 200 OK\r\nA: b\rContent-Length: 3\r\n", "a header value holds control characters"},
      {"HTTP/1.1 099 OK\r\n", "the status line has no status of three digits"},
      {"HTTP/1.1 2000 OK\r\n", "the status line has no status of three digits"},
      {"HTTP/1.1 20 OK\r\n", "the status line has no status of three digits"},
      {"HTTP/1.1 \r\n", "the status line has no status of three digits"},
      {"HTTP/1.1  200 OK\r\n", "the status line has no status of three digits"},
      {"HTTP/2 200\r\n", "the answer does not begin with HTTP/1.1 or HTTP/1.0"},
      {"HTTP/1.2 200 OK\r\n", "the answer does not begin with HTTP/1.1 or HTTP/1.0"},
      {"http/1.1 200 OK\r\n", "the answer does not begin with HTTP/1.1 or HTTP/1.0"},
      {"\r\n", "the answer does not begin with HTTP/1.1 or HTTP/1.0"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.head);
    ResponseHead head;
    EXPECT_EQ(parse_response_head(std::string(row.head) + "\r\n", head), row.problem);
  }
}

TEST(ResponseHead, CutHeadsAreNotRead) {
  ResponseHead head;
  EXPECT_EQ(parse_response_head("", head), "the status line does not end");
  EXPECT_EQ(parse_response_head("HTTP/1.1 200 OK", head), "the status line does not end");
  EXPECT_EQ(parse_response_head("HTTP/1.1 200 OK\r\n", head), "a header line does not end");
  EXPECT_EQ(parse_response_head("HTTP/1.1 200 OK\r\nA: b\r\n", head), "a header line does not end");
}

TEST(ResponseHead, NumberOfLinesIsBounded) {
  std::string bytes = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 200; ++i) bytes += "A: b\r\n";
  ResponseHead head;
  EXPECT_EQ(parse_response_head(bytes + "\r\n", head), "");
  EXPECT_EQ(head.fields.size(), 200U);
  EXPECT_EQ(parse_response_head(bytes + "A: b\r\n\r\n", head), "too many header lines");
}

TEST(ResponseHead, FieldsOfTheLastHeadAreForgotten) {
  ResponseHead head;
  ASSERT_EQ(parse_response_head("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\n\r\n", head),
            "");
  EXPECT_EQ(head.header("x-a"), "1");
  ASSERT_EQ(parse_response_head("HTTP/1.0 200 OK\r\nX-B:\t2 \r\nx-b: 3\r\n\r\n", head), "");
  EXPECT_EQ(head.header("x-a"), "");
  EXPECT_EQ(head.header("X-B"), "2");
  EXPECT_EQ(head.content_length, 0U);
  EXPECT_EQ(head.minor_version, 0);
  EXPECT_FALSE(head.keep_alive);
}

// RFC 9112 section 6.1: its framing may be what somebody between here and there made up.
TEST(ResponseHead, ChunksOfAnOldServerEndTheConnection) {
  ResponseHead head;
  ASSERT_EQ(parse_response_head("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                "Connection: keep-alive\r\n\r\n",
                                head),
            "");
  EXPECT_FALSE(head.keep_alive);
}

}  // namespace
}  // namespace gs::http
