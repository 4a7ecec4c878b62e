// The settings of the Risk & Evidence Service, one row each.
#pragma once

#include "settings/setting.h"

namespace gs::settings {

Table res_table();

}  // namespace gs::settings
