// Where a server listens, as people write it: "127.0.0.1:8081", "[::1]:8081", "localhost:8080",
// ":8081" (every IPv4 address). Port 0 asks the system for a free one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gs::http {

struct ListenAddress {
  std::string host;  // a numeric address, without brackets
  uint16_t port = 0;
  bool loopback = false;

  // Errors (kInvalidInput, where = text): no port, a port beyond 65535, a host that is no address.
  static Result<ListenAddress> parse(std::string_view text);
};

}  // namespace gs::http
