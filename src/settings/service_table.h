// The settings that both services read, from the same keys of one file.
#pragma once

#include "settings/setting.h"

namespace gs::settings {

Table service_table();    // policy, http, shutdown, tls, auth, cors, log, data
Table telemetry_table();  // telemetry

}  // namespace gs::settings
