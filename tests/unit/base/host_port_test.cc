#include "base/host_port.h"

#include <gtest/gtest.h>

namespace gs {
namespace {

TEST(HostPort, Good) {
  const struct {
    const char* text;
    const char* host;
    uint16_t port;
    bool brackets;
  } kRows[] = {
      {"127.0.0.1:8081", "127.0.0.1", 8081, false},
      {"[::1]:0", "::1", 0, true},
      {"localhost:65535", "localhost", 65535, false},
      {":80", "", 80, false},
      {"[]:80", "", 80, true},
  };
  for (const auto& row : kRows) {
    const auto address = split_host_port(row.text);
    ASSERT_TRUE(address) << row.text;
    EXPECT_EQ(address->host, row.host) << row.text;
    EXPECT_EQ(address->port, row.port) << row.text;
    EXPECT_EQ(address->brackets, row.brackets) << row.text;
  }
}

TEST(HostPort, Bad) {
  for (const char* text : {"", "host", "host:", "host:x", "host:80x", "host:65536", "host:-1",
                           "host:+1", "::1:80", "[::1", "[::1]"}) {
    EXPECT_FALSE(split_host_port(text)) << text;
  }
}

}  // namespace
}  // namespace gs
