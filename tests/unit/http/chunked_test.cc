#include "http/chunked.h"

#include <gtest/gtest.h>

#include <string>

namespace gs::http {
namespace {

struct Decoded {
  ChunkedDecoder::Result result = ChunkedDecoder::Result::kMore;
  std::string body;
  size_t consumed = 0;
};

// Feeds `encoded` in pieces of `piece` bytes.
Decoded decode(const std::string& encoded, size_t piece) {
  Decoded decoded;
  ChunkedDecoder decoder;
  for (size_t at = 0; at < encoded.size() && decoded.result == ChunkedDecoder::Result::kMore;
       at += piece) {
    std::string bytes = encoded.substr(at, piece);
    const ChunkedDecoder::Progress progress = decoder.decode(bytes);
    decoded.body += bytes.substr(0, progress.produced);
    decoded.consumed += progress.consumed;
    decoded.result = progress.result;
  }
  return decoded;
}

struct Row {
  const char* encoded;
  ChunkedDecoder::Result result;
  const char* body;
};

TEST(ChunkedDecoder, TableAtAnyCut) {
  using enum ChunkedDecoder::Result;
  const Row rows[] = {
      {"5\r\nhello\r\n0\r\n\r\n", kDone, "hello"},
      {"5\r\nhello\r\n6\r\n world\r\n000\r\n\r\n", kDone, "hello world"},
      {"0\r\n\r\n", kDone, ""},
      {"A;name=\"value\"\r\n0123456789\r\n0\r\n\r\n", kDone, "0123456789"},
      {"1\r\nx\r\n0\r\nX-Sum: 1\r\nB: c\r\n\r\n", kDone, "x"},
      {"2\r\n\r\n\r\n0\r\n\r\n", kDone, "\r\n"},
      {"5\r\nhel", kMore, "hel"},
      {"5\r\nhello\r\n0\r\n\r", kMore, "hello"},
      {"5\nhello\r\n0\r\n\r\n", kMalformed, ""},
      {"5\r\nhelloX", kMalformed, "hello"},
      {"5\r\nhello\n0\r\n\r\n", kMalformed, "hello"},
      {"\r\n", kMalformed, ""},
      {" 5\r\nhello\r\n", kMalformed, ""},
      {"5 \r\nhello\r\n", kMalformed, ""},
      {"-5\r\n", kMalformed, ""},
      {"0x5\r\n", kMalformed, ""},
      {"g\r\n", kMalformed, ""},
      {"000000005\r\n", kMalformed, ""},
      {"FFFFFFFFF\r\n", kMalformed, ""},
      {"5;a\rb\r\nhello", kMalformed, ""},
      {"5;a\nb\r\nhello", kMalformed, ""},
      {"0\r\n folded\r\n\r\n", kMalformed, ""},
      {"0\r\n: x\r\n\r\n", kMalformed, ""},
      {"0\r\nX: y\n\r\n", kMalformed, ""},
      {"0\r\n\rX", kMalformed, ""},
  };
  for (const Row& row : rows) {
    for (size_t piece = 1; piece <= 12; ++piece) {
      const Decoded decoded = decode(row.encoded, piece);
      EXPECT_EQ(decoded.result, row.result) << row.encoded << " by " << piece;
      EXPECT_EQ(decoded.body, row.body) << row.encoded << " by " << piece;
    }
  }
}

TEST(ChunkedDecoder, LeavesWhatFollows) {
  std::string bytes = "3\r\nabc\r\n0\r\n\r\nGET /";
  ChunkedDecoder decoder;
  const ChunkedDecoder::Progress progress = decoder.decode(bytes);
  EXPECT_EQ(progress.result, ChunkedDecoder::Result::kDone);
  EXPECT_EQ(bytes.substr(progress.consumed), "GET /");
}

TEST(ChunkedDecoder, ExtensionsAndTrailersAreBounded) {
  EXPECT_EQ(decode("1;" + std::string(9000, 'a') + "\r\nx", 100).result,
            ChunkedDecoder::Result::kMalformed);
  EXPECT_EQ(decode("0\r\nX: " + std::string(9000, 'a') + "\r\n\r\n", 100).result,
            ChunkedDecoder::Result::kMalformed);
}

}  // namespace
}  // namespace gs::http
