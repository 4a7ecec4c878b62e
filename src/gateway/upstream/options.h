// How model servers are reached, as the settings say.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "settings/setting.h"

namespace gs::gateway::upstream {

using Milliseconds = std::chrono::milliseconds;

enum class Dialect : uint8_t {
  kOpenAi,  // /v1/chat/completions and its kin
  kHttp,    // POST /completion answering `content` or `text`
};

// One model server.
struct ServerOptions {
  std::string name;
  bool tls = false;
  std::string host;
  uint16_t port = 80;
  std::string base_path;  // before the caller's path; empty, or "/a" without a final slash
  unsigned weight = 1;    // share of the requests; 0: only as a fallback
  std::vector<std::string> models;  // that it serves; empty: all
  Dialect dialect = Dialect::kOpenAi;
  settings::SecretReference key;  // sent as its Authorization; empty name: none
  std::string health_path = "/health";
  std::string tls_ca;    // PEM file; empty: the system's authorities
  std::string tls_name;  // that its certificate must have; empty: the host
};

struct Options {
  std::vector<ServerOptions> servers;
  std::vector<std::string> fallbacks;  // names, tried in this order when the others are of no use
  Milliseconds connect_timeout{2'000};
  Milliseconds first_byte_timeout{300'000};  // from the request's last byte
  Milliseconds idle_timeout{60'000};         // between two pieces of an answer
  Milliseconds total_timeout{600'000};
  unsigned retries = 2;           // further tries of one request
  unsigned retry_budget = 20;     // retries for each 100 requests, over all requests
  unsigned breaker_failures = 5;  // in a row, that open the breaker
  Milliseconds breaker_open{10'000};
  Milliseconds health_interval{10'000};  // 0: servers are not asked
  Milliseconds health_timeout{2'000};
  size_t idle_connections = 64;  // kept by a worker for each server
  Milliseconds idle_connection_timeout{30'000};
};

}  // namespace gs::gateway::upstream
