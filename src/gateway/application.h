// The gateway as a program: everything built in order, run until asked to stop.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/files.h"
#include "journal/shipper.h"
#include "settings/gateway_settings.h"

namespace gs::gateway {

// Builds the gateway, serves until SIGTERM or SIGINT, stops gracefully. Returns the exit status: 0
// after a graceful stop, 2 when something that was configured cannot be used (said on stderr before
// anything is served).
int run_gateway(const settings::GatewaySettings& settings, Files& files,
                const std::string& version);

// What a program brings along that runs the gateway beside other things.
struct Surroundings {
  // Returns when the gateway is to stop, and says why. Called once, on the thread that serves.
  std::function<std::string()> wait_for_stop;
  // Told of the port once requests are served; may be empty.
  std::function<void(uint16_t port)> on_ready = {};
  // Gets the journal's segments in place of res.url; null: they go there. Outlives the gateway.
  journal::SegmentReceiver* receiver = nullptr;
};

// The same without what belongs to a process as a whole (signals, how memory is kept), for programs
// that see to that themselves: returns after a graceful stop, or says what cannot be used, rendered
// for a terminal where its message has several lines.
Status serve_gateway(const settings::GatewaySettings& settings, Files& files,
                     const std::string& version, const Surroundings& surroundings);

}  // namespace gs::gateway
