// Which servers a request is sent to, in which order.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gateway/upstream/server.h"

namespace gs::gateway::upstream {

// Servers that serve the model: first those with a weight that are usable, drawn in the proportion
// of their weights, then the usable ones among `fallbacks`, in their order. Servers that are not
// usable come last, in the same order, so that a request is only refused unseen when there is
// nowhere to send it. `random`: uniform in [0, 1), one draw is made of it.
std::vector<Server*> order_servers(std::span<Server* const> servers,
                                   std::span<Server* const> fallbacks, std::string_view model,
                                   SteadyTime now, double random);

}  // namespace gs::gateway::upstream
