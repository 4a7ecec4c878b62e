#include "settings/server_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::settings {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ServerUrl, ReadsSchemeHostPortAndBasePath) {
  const struct {
    const char* text;
    ServerUrl url;
  } rows[] = {
      {"http://vllm", {false, "vllm", 80, ""}},
      {"https://vllm", {true, "vllm", 443, ""}},
      {"http://10.0.0.7:8000/", {false, "10.0.0.7", 8000, ""}},
      {"http://[::1]:8000/v1", {false, "::1", 8000, "/v1"}},
      {"https://[fe80::1]", {true, "fe80::1", 443, ""}},
      {"https://models.example:8443/a/b//", {true, "models.example", 8443, "/a/b"}},
  };
  for (const auto& row : rows) {
    const auto url = parse_server_url(row.text);
    ASSERT_TRUE(url) << row.text << ": " << url.error();
    EXPECT_EQ(*url, row.url) << row.text;
  }
}

TEST(ServerUrl, SaysWhatIsWrongWithoutRepeatingIt) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"", "begins with http:// or https://"},
      {"vllm:8000", "begins with http:// or https://"},
      {"ftp://a", "begins with http:// or https://"},
      {"HTTP://a", "begins with http:// or https://"},
      {"http://", "must name a host"},
      {"http:///v1", "must name a host"},
      {"http://:80", "must name a host"},
      {"http://[]", "must name a host"},
      {"http://a:", "a port from 1 to 65535"},
      {"http://a:0", "a port from 1 to 65535"},
      {"http://a:65536", "a port from 1 to 65535"},
      {"http://::1", "a port from 1 to 65535"},
      {"http://me:hunter2@a", "must not hold a user or password"},
      {"http://a?key=hunter2", "must not have a query"},
      {"http://a/#x", "must not have a query or fragment"},
      {"http://a b", "must not hold spaces"},
      {"http://a/\r\nX: y", "must not hold spaces, control characters"},
      {"http://a/%41", "'%'"},
  };
  for (const auto& row : rows) {
    const auto url = parse_server_url(row.text);
    ASSERT_FALSE(url) << row.text;
    EXPECT_THAT(url.error(), HasSubstr(row.message)) << row.text;
    EXPECT_THAT(url.error(), Not(HasSubstr("hunter2")));
  }
}

TEST(RedisUrl, HasAHostAndPerhapsPortAndDatabase) {
  const auto plain = parse_redis_url("redis://cache");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "cache");
  EXPECT_EQ(plain->port, 6379);
  EXPECT_EQ(plain->database, 0u);
  const auto full = parse_redis_url("redis://[::1]:7000/3");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->port, 7000);
  EXPECT_EQ(full->database, 3u);
  for (const char* text : {"http://a", "redis://", "redis://a/x", "redis://a/1/2", "redis://a/-1",
                           "redis://:hunter2@a", "redis://a:99999"}) {
    EXPECT_FALSE(parse_redis_url(text)) << text;
  }
}

}  // namespace
}  // namespace gs::settings
