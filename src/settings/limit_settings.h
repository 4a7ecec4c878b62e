// How much each caller may use.
#pragma once

#include "base/issue.h"
#include "settings/server_url.h"
#include "settings/settings.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace gs::settings {

enum class OnRedisFailure : uint8_t { kLocal, kRefuse, kAllow };

// 0: no limit.
struct UsageLimits {
  uint64_t requests_per_minute = 0;
  uint64_t tokens_per_minute = 0;
  uint64_t concurrent = 0;
  uint64_t tokens_per_day = 0;
};

struct LimitSettings {
  UsageLimits each_key;
  std::map<std::string, UsageLimits, std::less<>> tenants;  // all keys of a tenant together

  std::optional<RedisUrl> redis;  // without it each gateway counts alone
  SecretReference redis_password;
  std::chrono::milliseconds redis_deadline{};
  OnRedisFailure on_redis_failure = OnRedisFailure::kLocal;

  // Issues: an address of Redis that is none, a password without one.
  static LimitSettings read(const Settings& settings, Issues& issues);
};

}  // namespace gs::settings
