#include "gateway/limits/redis_endpoint.h"

#include <fmt/format.h>

namespace gs::gateway {

std::string RedisEndpoint::address() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace gs::gateway
