// The settings of the Policy Gateway, one row each.
#pragma once

#include "settings/setting.h"

namespace gs::settings {

Table gateway_table();

}  // namespace gs::settings
