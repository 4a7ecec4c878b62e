// The settings of the Policy Gateway as fields, checked against each other.
#pragma once

#include "base/issue.h"
#include "settings/audit_settings.h"
#include "settings/guard_settings.h"
#include "settings/limit_settings.h"
#include "settings/proxy_settings.h"
#include "settings/service_settings.h"
#include "settings/settings.h"
#include "settings/upstream_settings.h"

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gs::settings {

enum class OnTimeout : uint8_t { kClosed, kOpen };

// What each field means stands in gateway_table.cc under the same name. Empty strings: not set.
struct GatewaySettings : ServiceSettings {
  struct Detect {
    Duration deadline{};
    OnTimeout on_timeout = OnTimeout::kClosed;
    std::string canaries;  // file of planted tokens
    std::string corpus;    // index of protected texts
    std::string models;    // folder of the learned models
    bool names = true;     // whether names are looked for
  } detect;

  AuditSettings audit;

  UpstreamsSettings upstreams;
  ProxySettings proxy;
  LimitSettings limits;
  std::vector<GuardSettings> guards;

  // From settings of gateway_table(). Issues: those of ServiceSettings and of the parts. `cores`
  // stands in for gateway.workers 0.
  static tl::expected<GatewaySettings, Issues> create(const Settings& settings, unsigned cores);
};

}  // namespace gs::settings
