// The gateway as a program: everything built in order, run until asked to stop.
#pragma once

#include <string>

#include "base/files.h"
#include "settings/gateway_settings.h"

namespace gs::gateway {

// Builds the gateway, serves until SIGTERM or SIGINT, stops gracefully. Returns the exit status: 0
// after a graceful stop, 2 when something that was configured cannot be used (said on stderr before
// anything is served).
int run_gateway(const settings::GatewaySettings& settings, Files& files,
                const std::string& version);

}  // namespace gs::gateway
