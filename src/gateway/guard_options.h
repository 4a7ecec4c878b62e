// The settings of external guards as the parts that have to do with them take them.
#pragma once

#include <vector>

#include "filter/guards.h"
#include "gateway/guards/options.h"
#include "settings/guard_settings.h"

namespace gs::gateway {

// Both in the order of the settings, by which guards are numbered.
std::vector<guards::Options> guard_options(const std::vector<settings::GuardSettings>& from);
std::vector<filter::GuardDeclaration> guard_declarations(
    const std::vector<settings::GuardSettings>& from);

}  // namespace gs::gateway
