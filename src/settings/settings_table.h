// Every setting that governed-speed.yaml may hold.
#pragma once

#include "settings/setting.h"

namespace gs::settings {

// The rows of gateway_table() and those that res_table() has beside them: what a reader of the file
// must know, whichever service it starts.
Table settings_table();

}  // namespace gs::settings
