// Where traces go and which models metrics name.
#pragma once

#include "base/issue.h"
#include "settings/server_url.h"
#include "settings/settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gs::settings {

struct TelemetrySettings {
  struct Otlp {
    std::optional<ServerUrl> endpoint;  // traces go to its base path + "/v1/traces"
    SecretReference authorization;      // the value of the whole header
    std::string ca;                     // empty: the system's
  } otlp;
  uint32_t sampling = 0;            // percent
  std::vector<std::string> models;  // beside those of the upstreams

  // Issues: an address that is none; what belongs to one that is not set.
  static TelemetrySettings read(const Settings& settings, Issues& issues);
};

}  // namespace gs::settings
