#include "http/request_head.h"

#include <gtest/gtest.h>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <string>

namespace gs::http {
namespace {

using std::string_literals::operator""s;

// A second opinion: what is accepted here, Beast's parser must read the same way.
void expect_same_as_beast(const std::string& bytes, const RequestHead& head) {
  namespace beast = boost::beast::http;
  beast::request_parser<beast::empty_body> parser;
  boost::system::error_code error;
  parser.header_limit(64 * 1024);
  parser.put(boost::asio::buffer(bytes), error);
  ASSERT_TRUE(parser.is_header_done()) << bytes << error.message();
  EXPECT_EQ(parser.get().method_string(), to_string(head.method)) << bytes;
  EXPECT_EQ(parser.get().version(), 10U + static_cast<unsigned>(head.minor_version)) << bytes;
  EXPECT_EQ(parser.get().keep_alive(), head.keep_alive) << bytes;
  EXPECT_EQ(parser.chunked(), head.chunked) << bytes;
  EXPECT_EQ(parser.content_length().value_or(0), head.content_length) << bytes;
  EXPECT_EQ(std::distance(parser.get().begin(), parser.get().end()),
            static_cast<std::ptrdiff_t>(head.fields.size()))
      << bytes;
}

struct Outcome {
  bool ok;
  RequestHead head;
  Refusal refusal;
};

Outcome parse(const std::string& bytes) {
  Outcome outcome;
  outcome.ok = parse_request_head(bytes, HeadLimits{}, outcome.head, outcome.refusal);
  return outcome;
}

struct Refused {
  const char* name;
  std::string bytes;
  int status;
  const char* detail;  // a part of it
};

const Refused kRefused[] = {
    {"length_and_encoding",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
     "both Content-Length and Transfer-Encoding"},
    {"encoding_and_length",
     "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n", 400,
     "both Content-Length and Transfer-Encoding"},
    {"two_lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
     400, "more than one Content-Length"},
    {"equal_lengths",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400,
     "more than one Content-Length"},
    {"length_list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", 400,
     "not a number of bytes"},
    {"length_plus", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", 400,
     "not a number of bytes"},
    {"length_hex", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", 400,
     "not a number of bytes"},
    {"length_empty", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400,
     "not a number of bytes"},
    {"length_overflow",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n", 400,
     "not a number of bytes"},
    {"two_encodings",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
     "chunked\r\n\r\n",
     400, "more than one Transfer-Encoding"},
    {"unknown_encoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501,
     "'chunked'"},
    {"encoding_list", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501,
     "'chunked'"},
    {"encoding_identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501,
     "'chunked'"},
    {"encoding_tab",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0b"
     "chunked\r\n\r\n",
     400, "control characters"},
    {"encoding_in_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "HTTP/1.0"},
    {"folded", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n  2\r\n\r\n", 400, "folded"},
    {"folded_first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, "folded"},
    {"space_before_colon", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n", 400,
     "header name"},
    {"empty_name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400, "header name"},
    {"name_not_token", "GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n", 400, "header name"},
    {"name_not_ascii", "GET / HTTP/1.1\r\nHost: a\r\nX\xC3\xA4: b\r\n\r\n", 400, "header name"},
    {"no_colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400, "no colon"},
    {"bare_cr_in_value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n", 400, "control"},
    {"nul_in_value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s, 400, "control"},
    {"bare_cr_in_line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400, "target"},
    {"connection_not_a_list", "GET / HTTP/1.1\r\nHost: a\r\nConnection: \"close\r\n\r\n", 400,
     "list of options"},
    {"no_host", "GET / HTTP/1.1\r\n\r\n", 400, "no Host"},
    {"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "more than one Host"},
    {"empty_host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "Host field is not"},
    {"host_with_user", "GET / HTTP/1.1\r\nHost: me@a\r\n\r\n", 400, "Host field is not"},
    {"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "Host field is not"},
    {"target_and_host_differ", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "another host"},
    {"target_scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "must start with"},
    {"target_relative", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "must start with"},
    {"target_fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not allowed there"},
    {"target_utf8", "GET /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not allowed there"},
    {"target_space", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not allowed there"},
    {"target_star", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "OPTIONS only"},
    {"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not allowed there"},
    {"trailing_space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400, "HTTP version"},
    {"no_version", "GET /\r\nHost: a\r\n\r\n", 400, "METHOD target"},
    {"tab", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", 400, "METHOD target"},
    {"lower_version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400, "HTTP version"},
    {"version_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "only HTTP/1.1"},
    {"version_1_2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, "only HTTP/1.1"},
    {"version_long", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400, "HTTP version"},
    {"connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405, "never allowed"},
    {"trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "never allowed"},
    {"lower_method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "never allowed"},
    {"method_not_token", "G{T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not a token"},
    {"tls_hello", "\x16\x03\x01 \x02 x\r\n\r\n", 400, "not a token"},
    {"expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417, "100-continue"},
    {"long_target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414,
     "longer than the limit"},
};

class RefusedHead : public testing::TestWithParam<Refused> {};

TEST_P(RefusedHead, SaysWhy) {
  const Outcome outcome = parse(GetParam().bytes);
  ASSERT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.refusal.status, GetParam().status);
  EXPECT_NE(outcome.refusal.detail.find(GetParam().detail), std::string_view::npos)
      << outcome.refusal.detail;
}

INSTANTIATE_TEST_SUITE_P(Table, RefusedHead, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(RequestHead, AcceptedReadsAsBeastReadsIt) {
  const std::string accepted[] = {
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a/b?c=d&e HTTP/1.1\r\nHost: localhost:8081\r\nAccept: */*\r\n\r\n",
      "POST /x HTTP/1.1\r\nhost:[::1]:80\r\nContent-Length:  12 \r\n\r\n",
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, TE\r\n\r\n",
      "GET / HTTP/1.0\r\n\r\n",
      "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
      "DELETE /x HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Tab:\ta b\t\r\nX-Latin: \xE4\r\n\r\n",
      "GET http://a/b HTTP/1.1\r\nHost: A\r\n\r\n",
  };
  for (const std::string& bytes : accepted) {
    const Outcome outcome = parse(bytes);
    ASSERT_TRUE(outcome.ok) << bytes << outcome.refusal.detail;
    expect_same_as_beast(bytes, outcome.head);
  }
}

// Every head that differs from a good one in one byte is either refused or read as Beast reads it.
TEST(RequestHead, OneWrongByteNeverReadsDifferentlyFromBeast) {
  const std::string good =
      "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\nX: y\r\n\r\n";
  int accepted = 0;
  for (size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(byte);
      const HeadEnd end = find_head_end(bytes, 0);
      if (end.kind != HeadEnd::kFound || end.size != bytes.size()) continue;
      const Outcome outcome = parse(bytes);
      if (!outcome.ok) continue;
      ++accepted;
      expect_same_as_beast(bytes, outcome.head);
    }
  }
  EXPECT_GT(accepted, 500);
}

TEST(RequestHead, Parts) {
  const std::string bytes =
      "PUT http://h:1/p/q?x=1?y HTTP/1.1\r\nHost: h:1\r\nExpect: 100-Continue\r\nB: \t c d "
      "\r\n\r\n";
  const Outcome outcome = parse(bytes);
  ASSERT_TRUE(outcome.ok) << outcome.refusal.detail;
  EXPECT_EQ(outcome.head.method, Method::kPut);
  EXPECT_EQ(outcome.head.path, "/p/q");
  EXPECT_EQ(outcome.head.query, "x=1?y");
  EXPECT_EQ(outcome.head.host, "h:1");
  EXPECT_TRUE(outcome.head.expect_continue);
  ASSERT_EQ(outcome.head.fields.size(), 3U);
  EXPECT_EQ(outcome.head.fields[2].name, "B");
  EXPECT_EQ(outcome.head.fields[2].value, "c d");
}

// Such a client does not know interim answers (RFC 9110 section 10.1.1).
TEST(RequestHead, Http10IsNotToldToContinue) {
  const std::string fields = "\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
  const Outcome outcome = parse("POST / HTTP/1.0" + fields);
  ASSERT_TRUE(outcome.ok) << outcome.refusal.detail;
  EXPECT_FALSE(outcome.head.expect_continue);
  EXPECT_TRUE(parse("POST / HTTP/1.1" + fields).head.expect_continue);
}

TEST(RequestHead, TooManyFields) {
  std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 100; ++i) bytes += "X: y\r\n";
  const Outcome outcome = parse(bytes + "\r\n");
  ASSERT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.refusal.status, 431);
}

TEST(FindHeadEnd, AnyCutFindsTheSamePlace) {
  const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest\r\n\r\n";
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    HeadEnd end = find_head_end(std::string_view(bytes).substr(0, cut), 0);
    if (end.kind == HeadEnd::kNotYet) end = find_head_end(bytes, end.size);
    EXPECT_EQ(end.kind, HeadEnd::kFound) << cut;
    EXPECT_EQ(end.size, 27U) << cut;
  }
}

TEST(FindHeadEnd, BareLineFeedShowsAtOnce) {
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\nHo", 0).kind, HeadEnd::kBareLineFeed);
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\n", 0).kind, HeadEnd::kBareLineFeed);
}

}  // namespace
}  // namespace gs::http
