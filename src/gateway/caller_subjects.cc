#include "gateway/caller_subjects.h"

#include <algorithm>

namespace gs::gateway {
namespace {

auth::LimitSet limits_of(const settings::UsageLimits& from) {
  const auto requests = [](uint64_t number) {
    return static_cast<uint32_t>(std::min(number, auth::kMaxRequestLimit));
  };
  auth::LimitSet to;
  to.requests_per_minute = requests(from.requests_per_minute);
  to.concurrent = requests(from.concurrent);
  to.tokens_per_minute = from.tokens_per_minute;
  to.tokens_per_day = from.tokens_per_day;
  return to;
}

}  // namespace

std::vector<auth::LimitSubject> limit_subjects(const auth::Principal& caller,
                                               const settings::LimitSettings& settings) {
  std::vector<auth::LimitSubject> subjects;
  const auth::LimitSet key = auth::with_defaults(caller.limits, limits_of(settings.each_key));
  if (!key.empty()) {
    subjects.push_back({caller.id.empty() ? "anonymous" : "key:" + caller.id, key});
  }
  const auto tenant = settings.tenants.find(caller.tenant);
  if (tenant != settings.tenants.end()) {
    const auth::LimitSet limits = limits_of(tenant->second);
    if (!limits.empty()) subjects.push_back({"tenant:" + caller.tenant, limits});
  }
  return subjects;
}

}  // namespace gs::gateway
