#include "settings/limit_settings.h"

#include "settings/fields.h"

namespace gs::settings {
namespace {

// `value_of` gives the setting by the name of the field.
template <typename ValueOf>
UsageLimits read_usage(ValueOf value_of) {
  const auto count = [&](std::string_view field) { return static_cast<uint64_t>(value_of(field)); };
  return {.requests_per_minute = count("requests_per_minute"),
          .tokens_per_minute = count("tokens_per_minute"),
          .concurrent = count("concurrent"),
          .tokens_per_day = count("tokens_per_day")};
}

void read_redis(const Settings& from, LimitSettings& to, Issues& issues) {
  to.redis_password = from.get<SecretReference>("limits.redis_password");
  to.redis_deadline = duration(from, "limits.redis_deadline");
  to.on_redis_failure = choice<OnRedisFailure>(from, "limits.on_redis_failure");
  const std::string& address = text(from, "limits.redis");
  if (address.empty()) {
    if (to.redis_password.name.empty()) return;
    issues.push_back(from.issue_at("limits.redis_password", "is set without limits.redis"));
    return;
  }
  auto url = parse_redis_url(address);
  if (url) {
    to.redis = *std::move(url);
    return;
  }
  issues.push_back(from.issue_at("limits.redis", url.error()));
  issues.back().length = 0;  // the line may hold a password
}

}  // namespace

LimitSettings LimitSettings::read(const Settings& settings, Issues& issues) {
  LimitSettings made;
  made.each_key = read_usage([&](std::string_view field) {
    return settings.get<int64_t>("limits." + std::string(field));
  });
  for (const std::string& name : settings.members("limits.tenants")) {
    made.tenants[name] = read_usage([&](std::string_view field) {
      return settings.get<int64_t>("limits.tenants", name, field);
    });
  }
  read_redis(settings, made, issues);
  return made;
}

}  // namespace gs::settings
