// The settings of the Policy Gateway as fields, checked against each other.
#pragma once

#include "base/issue.h"
#include "settings/limit_settings.h"
#include "settings/proxy_settings.h"
#include "settings/settings.h"
#include "settings/telemetry_settings.h"
#include "settings/upstream_settings.h"

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gs::settings {

enum class TlsVersion : uint8_t { k1_2, k1_3 };
enum class AuthMode : uint8_t { kNone, kKeys };
enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
enum class AccessLog : uint8_t { kOff, kErrors, kAll };
enum class OnTimeout : uint8_t { kClosed, kOpen };

// What each field means stands in gateway_table.cc under the same name. Empty strings: not set.
struct GatewaySettings {
  using Duration = std::chrono::milliseconds;

  std::string listen;    // "host:port"; the port is a number up to 65535
  unsigned workers = 1;  // at least 1: the cores are counted already

  struct Policy {
    std::string file;  // may be empty
    bool reload = true;
    Duration reload_poll{};
  } policy;

  struct Http {
    struct Limits {
      uint64_t body = 0;    // bytes
      uint64_t header = 0;  // bytes
      uint32_t json_depth = 0;
      uint32_t connections = 0;
    } limits;
    struct Timeouts {
      Duration header{}, body{}, idle{}, write{};
    } timeouts;
  } http;

  Duration shutdown_grace{};

  struct Tls {
    std::string certificate;  // set if and only if `key` is
    std::string key;
    TlsVersion minimum = TlsVersion::k1_2;
    bool enabled() const { return !certificate.empty(); }
  } tls;

  struct Auth {
    AuthMode mode = AuthMode::kNone;
    std::string keys;  // never empty under kKeys
    bool insecure = false;
  } auth;

  std::vector<std::string> cors_origins;

  struct Log {
    LogLevel level = LogLevel::kInfo;
    AccessLog access = AccessLog::kErrors;
  } log;

  struct Detect {
    Duration deadline{};
    OnTimeout on_timeout = OnTimeout::kClosed;
    std::string canaries;  // file of planted tokens
    std::string corpus;    // index of protected texts
  } detect;

  std::string decisions_file;
  std::string audit_file;
  bool refuse_unrecorded = true;  // audit.on_failure
  std::string data_dir;

  UpstreamsSettings upstreams;
  ProxySettings proxy;
  LimitSettings limits;
  TelemetrySettings telemetry;

  std::string digest;  // settings_digest()

  // From settings of gateway_table(). Issues: a listening address without a usable port, auth.mode
  // none off loopback without auth.insecure, auth.mode keys without a file, one of tls.certificate
  // and tls.key without the other, an origin that is none, and those of the parts. `cores` stands
  // in for gateway.workers 0.
  static tl::expected<GatewaySettings, Issues> create(const Settings& settings, unsigned cores);
};

}  // namespace gs::settings
