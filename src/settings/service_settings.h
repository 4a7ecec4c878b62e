// The settings that both services have, as fields.
#pragma once

#include "base/issue.h"
#include "settings/settings.h"
#include "settings/telemetry_settings.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gs::settings {

enum class TlsVersion : uint8_t { k1_2, k1_3 };
enum class AuthMode : uint8_t { kNone, kKeys };
enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
enum class AccessLog : uint8_t { kOff, kErrors, kAll };

// What a service's own table calls the settings that both have.
struct ServiceKeys {
  std::string_view listen;
  std::string_view workers;
  std::string_view data_dir_default = {};  // what an empty data.dir means
};

// What each field means stands in service_table.cc under the same name. Empty strings: not set.
struct ServiceSettings {
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

  std::string data_dir;
  TelemetrySettings telemetry;

  std::string digest;  // settings_digest()

  // Reads the fields, those of `keys` from rows of the service's own table, the rest from those of
  // service_table() and telemetry_table(). `cores` stands in for 0 workers. Issues: a
  // listening address without a usable port, auth.mode none off loopback without auth.insecure,
  // auth.mode keys without a file, one of tls.certificate and tls.key without the other, an origin
  // that is none, and those of telemetry.
  static ServiceSettings read(const Settings& settings, const ServiceKeys& keys, unsigned cores,
                              Issues& issues);
};

}  // namespace gs::settings
