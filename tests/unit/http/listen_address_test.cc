#include "http/listen_address.h"

#include <gtest/gtest.h>

namespace gs::http {
namespace {

TEST(ListenAddress, Good) {
  struct Row {
    const char* text;
    const char* host;
    uint16_t port;
    bool loopback;
  };
  const Row rows[] = {
      {"127.0.0.1:8081", "127.0.0.1", 8081, true}, {"[::1]:80", "::1", 80, true},
      {"localhost:0", "127.0.0.1", 0, true},       {":8080", "0.0.0.0", 8080, false},
      {"[::]:65535", "::", 65535, false},          {"10.0.0.1:1", "10.0.0.1", 1, false},
  };
  for (const Row& row : rows) {
    const Result<ListenAddress> address = ListenAddress::parse(row.text);
    ASSERT_TRUE(address) << row.text;
    EXPECT_EQ(address->host, row.host);
    EXPECT_EQ(address->port, row.port);
    EXPECT_EQ(address->loopback, row.loopback) << row.text;
  }
}

TEST(ListenAddress, Bad) {
  for (const char* text : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                           "127.0.0.1:-1", "::1:80", "[]:80", "[127.0.0.1]:80", "example.org:80"}) {
    const Result<ListenAddress> address = ListenAddress::parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().where, text);
  }
}

}  // namespace
}  // namespace gs::http
