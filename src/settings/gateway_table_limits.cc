// The settings of rate limits and budgets.
#include "settings/gateway_table_sections.h"

namespace gs::settings {
namespace {

using enum SettingType;

constexpr Setting kTable[] = {
    {.key = "limits.requests_per_minute",
     .type = kInteger,
     .default_text = "0",
     .description = "Requests a minute of each key; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},
    {.key = "limits.tokens_per_minute",
     .type = kInteger,
     .default_text = "0",
     .description = "Tokens a minute of each key; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},
    {.key = "limits.concurrent",
     .type = kInteger,
     .default_text = "0",
     .description = "Requests at a time of each key; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},
    {.key = "limits.tokens_per_day",
     .type = kInteger,
     .default_text = "0",
     .description = "Tokens a day (UTC) of each key; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},

    {.key = "limits.tenants.*.requests_per_minute",
     .type = kInteger,
     .default_text = "0",
     .description = "Requests a minute of all keys of the tenant together; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},
    {.key = "limits.tenants.*.tokens_per_minute",
     .type = kInteger,
     .default_text = "0",
     .description = "Tokens a minute of all keys of the tenant together; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},
    {.key = "limits.tenants.*.concurrent",
     .type = kInteger,
     .default_text = "0",
     .description = "Requests at a time of all keys of the tenant together; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},
    {.key = "limits.tenants.*.tokens_per_day",
     .type = kInteger,
     .default_text = "0",
     .description = "Tokens a day (UTC) of all keys of the tenant together; 0 means no limit",
     .minimum = "0",
     .maximum = "1000000000000"},

    {.key = "limits.redis",
     .type = kString,
     .default_text = "",
     .description = "Redis that gateways share their counts in, such as redis://10.0.0.5:6379/0; "
                    "without it each counts alone"},
    {.key = "limits.redis_password",
     .type = kSecret,
     .default_text = "",
     .description = "Its password"},
    {.key = "limits.redis_deadline",
     .type = kDuration,
     .default_text = "50ms",
     .description = "Time that Redis has to answer",
     .minimum = "1ms",
     .maximum = "10s"},
    {.key = "limits.on_redis_failure",
     .type = kEnum,
     .default_text = "local",
     .description = "What follows when it does not: the gateway counts alone (local), refuses with "
                    "503, or allows",
     .choices = "local|refuse|allow"},
};

}  // namespace

Table limits_table() {
  return kTable;
}

}  // namespace gs::settings
