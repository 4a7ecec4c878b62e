// The settings of model servers as the upstream module takes them.
#pragma once

#include "gateway/upstream/options.h"
#include "settings/upstream_settings.h"

namespace gs::gateway {

upstream::Options upstream_options(const settings::UpstreamsSettings& settings);

}  // namespace gs::gateway
