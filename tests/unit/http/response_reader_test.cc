#include "http/response_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace gs::http {
namespace {

using State = ResponseReader::State;

struct Reading {
  std::string body;
  State state = State::kHead;
  std::string problem;
  size_t left = 0;  // bytes that were not asked for
};

void put(ResponseReader& reader, std::string_view& bytes, size_t most) {
  const std::span<char> room = reader.prepare();
  ASSERT_FALSE(room.empty());
  const size_t size = std::min({room.size(), bytes.size(), most});
  std::memcpy(room.data(), bytes.data(), size);
  bytes.remove_prefix(size);
  reader.commit(size);
}

// One answer, the first `cut` bytes by themselves, the rest as it fits.
Reading read_cut(ResponseReader& reader, std::string_view bytes, size_t cut) {
  reader.start();
  Reading seen;
  bool ended = false;
  while (!ended && reader.state() != State::kMalformed) {
    reader.next_piece();
    seen.body += reader.piece();
    if (reader.state() == State::kDone || reader.state() == State::kMalformed) break;
    if (!reader.piece().empty()) continue;
    ended = bytes.empty();
    if (ended) {
      reader.end();
    } else {
      put(reader, bytes, std::exchange(cut, SIZE_MAX));
    }
  }
  seen.state = reader.state();
  seen.problem = seen.state == State::kMalformed ? reader.problem() : "";
  seen.left = bytes.size() + (reader.drained() ? 0 : 1);
  return seen;
}

const struct Row {
  const char* name;
  const char* bytes;
  const char* body;
  State state;
} kRows[] = {
    {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", State::kDone},
    {"no bytes", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", State::kDone},
    {"chunks",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n"
     "0\r\nA: b\r\n\r\n",
     "hello", State::kDone},
    {"to the end", "HTTP/1.1 200 OK\r\n\r\nhello", "hello", State::kDone},
    {"nothing to the end", "HTTP/1.1 200 OK\r\n\r\n", "", State::kDone},
    {"204", "HTTP/1.1 204 No Content\r\n\r\n", "", State::kDone},
    {"interim",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
     "ok", State::kDone},
    {"cut head", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "", State::kHead},
    {"only interim", "HTTP/1.1 100 Continue\r\n\r\n", "", State::kHead},
    {"cut length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "hell", State::kBody},
    {"cut chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "hello",
     State::kBody},
    {"nothing", "", "", State::kHead},
};

TEST(ResponseReader, AnyCutGivesTheSame) {
  ResponseReader reader;
  for (const Row& row : kRows) {
    const std::string_view bytes(row.bytes);
    for (size_t cut = 1; cut <= std::max<size_t>(bytes.size(), 1); ++cut) {
      SCOPED_TRACE(std::string(row.name) + " cut at " + std::to_string(cut));
      const Reading seen = read_cut(reader, bytes, cut);
      EXPECT_EQ(seen.body, row.body);
      EXPECT_EQ(seen.state, row.state);
      EXPECT_EQ(seen.left, 0U);
    }
  }
}

TEST(ResponseReader, WhatIsNotHttpIsNamedAtAnyCut) {
  const struct {
    const char* bytes;
    const char* problem;
  } rows[] = {
      {"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
       "a line of the answer's head ends in a bare line feed"},
      {"SSH-2.0-x\r\n\r\n", "the answer does not begin with HTTP/1.1 or HTTP/1.0"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello",
       "the chunked body is malformed"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
       "the chunked body is malformed"},
  };
  ResponseReader reader;
  for (const auto& row : rows) {
    const std::string_view bytes(row.bytes);
    for (size_t cut = 1; cut <= bytes.size(); ++cut) {
      SCOPED_TRACE(std::string(row.bytes) + " cut at " + std::to_string(cut));
      const Reading seen = read_cut(reader, bytes, cut);
      EXPECT_EQ(seen.state, State::kMalformed);
      EXPECT_EQ(seen.problem, row.problem);
    }
  }
}

TEST(ResponseReader, HeadIsBounded) {
  const std::string first = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: ";
  const auto head_of = [&](size_t size) {
    return first + std::string(size - first.size() - 4, 'a') + "\r\n\r\n";
  };
  ResponseReader reader;
  for (const size_t cut : {size_t{1}, size_t{1000}, size_t{70'000}}) {
    EXPECT_EQ(read_cut(reader, head_of(64 * 1024), cut).state, State::kDone);
    const Reading large = read_cut(reader, head_of(64 * 1024 + 1), cut);
    EXPECT_EQ(large.problem, "the answer's head is too large");
  }
  EXPECT_EQ(read_cut(reader, std::string(200'000, 'a'), 1).problem,
            "the answer's head is too large");
}

TEST(ResponseReader, LargeBodiesComeInPieces) {
  const std::string body(1'000'000, 'b');
  ResponseReader reader;
  const Reading seen =
      read_cut(reader, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body, 100);
  EXPECT_EQ(seen.state, State::kDone);
  EXPECT_EQ(seen.body, body);
}

TEST(ResponseReader, BytesBehindTheAnswerAreSeenAndDropped) {
  ResponseReader reader;
  for (const char* bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK",
                            "HTTP/1.1 204 No Content\r\n\r\nx",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx"}) {
    SCOPED_TRACE(bytes);
    const Reading seen = read_cut(reader, bytes, SIZE_MAX);
    EXPECT_EQ(seen.state, State::kDone);
    EXPECT_GT(seen.left, 0U);
    const Reading next = read_cut(reader, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", 5);
    EXPECT_EQ(next.body, "no");
    EXPECT_EQ(next.left, 0U);
  }
}

}  // namespace
}  // namespace gs::http
