#include "http/request_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace gs::http {
namespace {

using State = RequestReader::State;

struct Seen {
  std::vector<std::string> requests;  // "METHOD path body"
  int refused = 0;                    // the status, or 0
};

// Gives `bytes` to a reader in pieces of `piece` bytes and takes every request out.
Seen read_all(const std::string& bytes, size_t piece, const ReaderLimits& limits = {}) {
  Seen seen;
  RequestReader reader(limits);
  size_t at = 0;
  while (at < bytes.size()) {
    const std::span<char> space = reader.prepare();
    const size_t n = std::min({piece, space.size(), bytes.size() - at});
    std::memcpy(space.data(), bytes.data() + at, n);
    at += n;
    reader.commit(n);
    while (reader.state() == State::kReady) {
      seen.requests.push_back(std::string(to_string(reader.head().method)) + " " +
                              std::string(reader.head().path) + " " + std::string(reader.body()));
      reader.next();
    }
    if (reader.state() == State::kRefused) {
      seen.refused = reader.refusal().status;
      break;
    }
  }
  return seen;
}

// The limit may depend on who asks what: it is known before any of the body is read.
TEST(RequestReader, TheLimitOfABodyMayDependOnItsRequest) {
  ReaderLimits limits;
  limits.max_body_bytes = 1;
  limits.body_limit = [](const RequestHead& head) -> size_t { return head.path == "/up" ? 8 : 4; };
  const std::string head = " HTTP/1.1\r\nHost: a\r\n";
  const std::string length8 = "Content-Length: 8\r\n\r\n12345678";
  const std::string chunked9 = "Transfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n";
  EXPECT_EQ(read_all("PUT /up" + head + length8, 7, limits).requests,
            (std::vector<std::string>{"PUT /up 12345678"}));
  EXPECT_EQ(read_all("PUT /other" + head + length8, 7, limits).refused, 413);
  EXPECT_EQ(read_all("PUT /up" + head + chunked9, 7, limits).refused, 413);
}

TEST(RequestReader, AnyCutGivesTheSameRequests) {
  const std::string large(5000, 'z');
  const std::string bytes =
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
      "\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: u\r\n\r\n"
      "POST /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" +
      large + "POST /5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + large +
      "\r\n1\r\n!\r\n0\r\n\r\n"
      "GET /6 HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::vector<std::string> expected = {
      "GET /1 ",          "POST /2 hello",          "POST /3 abcdefg",
      "POST /4 " + large, "POST /5 " + large + "!", "GET /6 "};
  for (size_t piece = 1; piece < 300; ++piece) {
    const Seen seen = read_all(bytes, piece);
    EXPECT_EQ(seen.requests, expected) << piece;
    EXPECT_EQ(seen.refused, 0) << piece;
  }
  EXPECT_EQ(read_all(bytes, bytes.size()).requests, expected);
}

struct Row {
  std::string bytes;
  int status;
};

TEST(RequestReader, Limits) {
  ReaderLimits limits;
  limits.head.max_bytes = 512;
  limits.max_body_bytes = 16;
  const Row rows[] = {
      {"GET /" + std::string(600, 'a'), 414},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(600, 'a'), 431},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n12345678901234567",
       413},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400},
      {"GET / HTTP/1.1\nHost: a\n\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\n\r\n1234567890123456", 0},
  };
  for (const Row& row : rows) {
    for (const size_t piece : {size_t{1}, size_t{7}, row.bytes.size()}) {
      EXPECT_EQ(read_all(row.bytes, piece, limits).refused, row.status) << row.bytes;
    }
  }
}

TEST(RequestReader, ContinueIsWantedOnceAndOnlyBeforeTheBody) {
  const std::string head =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  const ReaderLimits limits;
  RequestReader reader(limits);
  std::memcpy(reader.prepare().data(), head.data(), head.size());
  EXPECT_EQ(reader.commit(head.size()), State::kBody);
  EXPECT_TRUE(reader.take_continue());
  EXPECT_FALSE(reader.take_continue());

  RequestReader eager(limits);
  std::memcpy(eager.prepare().data(), (head + "x").data(), head.size() + 1);
  EXPECT_EQ(eager.commit(head.size() + 1), State::kBody);
  EXPECT_FALSE(eager.take_continue());
}

TEST(RequestReader, LetsGoOfALargeBuffer) {
  const ReaderLimits limits;
  RequestReader reader(limits);
  const size_t small = reader.prepare().size();
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n" + std::string(50'000, 'x');
  for (size_t at = 0; at < bytes.size();) {
    const std::span<char> space = reader.prepare();
    const size_t size = bytes.copy(space.data(), space.size(), at);
    at += size;
    reader.commit(size);
  }
  ASSERT_EQ(reader.state(), State::kReady);
  reader.next();
  EXPECT_EQ(reader.prepare().size(), small);
}

TEST(RequestReader, IdleUntilTheFirstByte) {
  const ReaderLimits limits;
  RequestReader reader(limits);
  EXPECT_TRUE(reader.idle());
  reader.prepare()[0] = 'G';
  reader.commit(1);
  EXPECT_FALSE(reader.idle());
}

}  // namespace
}  // namespace gs::http
