// The parts of gateway_table(), one file each.
#pragma once

#include "settings/setting.h"

namespace gs::settings {

Table upstream_table();  // upstream, upstreams
Table proxy_table();     // stream, proxy, inspect, mask, transparency, summary
Table limits_table();    // limits
Table guards_table();    // guards

}  // namespace gs::settings
