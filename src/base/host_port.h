// "host:port" as people write where a server listens: "127.0.0.1:8081", "[::1]:8081",
// "localhost:8080", ":8081".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gs {

struct HostPort {
  std::string_view host;  // a view into the text, without brackets; may be empty
  uint16_t port = 0;
  bool brackets = false;  // the host stood in [...], as IPv6 addresses must
};

// nullopt: no port, one that is not a number from 0 to 65535, or a host with a colon and without
// brackets (the end of an IPv6 address would be read as the port). The host itself is not judged.
std::optional<HostPort> split_host_port(std::string_view text);

}  // namespace gs
