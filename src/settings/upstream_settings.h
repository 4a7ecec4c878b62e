// Which model servers there are and how they are called.
#pragma once

#include "base/issue.h"
#include "settings/server_url.h"
#include "settings/settings.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gs::settings {

enum class Dialect : uint8_t { kOpenAi, kHttp };

// One server. What it leaves open is filled in from upstream.*, except the key.
struct UpstreamSettings {
  std::string name;  // unique
  ServerUrl url;     // without a "/v1" at the end: the paths of requests begin with it
  uint32_t weight = 1;
  std::vector<std::string> models;  // empty: all
  Dialect dialect = Dialect::kOpenAi;
  SecretReference key;      // empty: none is sent
  std::string health_path;  // begins with '/'
  std::string tls_ca;       // empty: the system's
  std::string tls_name;     // never empty: the name to verify
};

// What each field means stands in gateway_table_upstream.cc under the same name.
struct UpstreamsSettings {
  using Duration = std::chrono::milliseconds;

  // Those of upstream.url first, named "default", "default-2" and so on; then upstreams.<name> in
  // the order of the file.
  std::vector<UpstreamSettings> servers;
  std::vector<std::string> fallbacks;  // names of servers
  std::string default_model;

  struct Timeouts {
    Duration connect{}, first_byte{}, idle{}, total{};
  } timeouts;
  struct Retry {
    uint32_t attempts = 0;
    uint32_t budget = 0;  // percent
  } retry;
  struct Breaker {
    uint32_t failures = 1;
    Duration open{};
  } breaker;
  struct Health {
    Duration interval{};  // 0: no checks
    Duration timeout{};
  } health;
  struct Pool {
    uint32_t idle = 0;
    Duration idle_timeout{};
  } pool;
  uint64_t answer_limit = 0;  // bytes
  uint64_t event_limit = 0;   // bytes

  // Issues: an address or path that is none, a named upstream without an address, a name that is
  // given twice, settings of TLS for an http address, a fallback that is no server, a default model
  // that no server has, nothing but servers of weight 0.
  static UpstreamsSettings read(const Settings& settings, Issues& issues);
};

}  // namespace gs::settings
