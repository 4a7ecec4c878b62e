#include "gateway/limits/redis_protocol.h"

#include <gtest/gtest.h>

namespace gs::gateway {
namespace {

using Kind = RedisReply::Kind;

TEST(RedisProtocol, FormatsWordsOfAnyBytes) {
  using namespace std::string_literals;
  const std::vector<std::string> words = {"SET", "a\0\r\n"s, ""};
  EXPECT_EQ(format_redis_command(words), "*3\r\n$3\r\nSET\r\n$4\r\na\0\r\n\r\n$0\r\n\r\n"s);
}

TEST(RedisProtocol, ReadsRepliesHoweverTheyAreCut) {
  const std::string bytes =
      "+OK\r\n:-7\r\n*2\r\n:1\r\n:2\r\n-NOSCRIPT none\r\n$2\r\nab\r\n*1\r\n+x\r\n";
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    RedisReplyReader reader;
    std::vector<RedisReply> replies;
    for (size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece));
      for (;;) {
        auto reply = reader.next();
        ASSERT_TRUE(reply) << piece;
        if (!*reply) break;
        replies.push_back(std::move(**reply));
      }
    }
    ASSERT_EQ(replies.size(), 6u) << piece;
    EXPECT_EQ(replies[0].text, "OK");
    EXPECT_EQ(replies[1].integers, std::vector<int64_t>{-7});
    EXPECT_EQ(replies[2].integers, (std::vector<int64_t>{1, 2}));
    EXPECT_EQ(replies[3].kind, Kind::kError);
    EXPECT_EQ(replies[3].text, "NOSCRIPT none");
    EXPECT_EQ(replies[4].text, "ab");
    EXPECT_EQ(replies[5].kind, Kind::kOther);
  }
}

TEST(RedisProtocol, RefusesWhatIsNoReplyAndWhatNeverEnds) {
  RedisReplyReader http;
  http.feed("HTTP/1.1 400 Bad Request\r\n");
  const auto reply = http.next();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().to_string(), "what came back is no reply of Redis");

  RedisReplyReader endless;
  endless.feed("$900000\r\n");
  ASSERT_TRUE(endless.next());
  endless.feed(std::string(RedisReplyReader::kMaxReply, 'x'));
  const auto more = endless.next();
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().to_string(), "the reply is too long");
}

}  // namespace
}  // namespace gs::gateway
