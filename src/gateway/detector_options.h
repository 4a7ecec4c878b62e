// What detectors are made from, read from where the settings say.
#pragma once

#include "base/files.h"
#include "base/result.h"
#include "filter/detectors.h"
#include "settings/gateway_settings.h"

namespace gs::gateway {

// Reads the file of canaries (one token a line; empty lines and those that begin with # are not
// tokens). Errors: it cannot be read.
Result<filter::DetectorOptions> detector_options(const settings::GatewaySettings& settings,
                                                 Files& files);

}  // namespace gs::gateway
