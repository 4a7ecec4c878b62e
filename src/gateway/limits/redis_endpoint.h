// Where Redis is, and as whom it is asked.
#pragma once

#include <cstdint>
#include <string>

namespace gs::gateway {

struct RedisEndpoint {
  std::string host = "127.0.0.1";
  uint16_t port = 6379;
  std::string user;      // empty: Redis' default user
  std::string password;  // empty: no AUTH
  unsigned database = 0;

  std::string address() const;  // "host:port" for messages: no secret
};

}  // namespace gs::gateway
