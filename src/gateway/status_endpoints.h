// GET /health, /ready, /rules and /metrics: what the gateway says of itself.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "gateway/policy_in_force.h"
#include "gateway/record_keeping.h"
#include "gateway/upstream/upstreams.h"
#include "http/message.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

// Alive: the process answers.
http::Response health();

// Ready: 200 while the gateway takes work, 503 once it is stopping, while the journal that has to
// keep its decisions takes none, or while model servers are configured and none is usable; both
// name each part's state.
http::Response ready(const PolicyInForce& policy, const upstream::Upstreams& upstreams,
                     const JournalHealth& journal, const std::atomic<bool>& stopping);

http::Response rules(const PolicyInForce& policy);
http::Response metrics(const telemetry::Metrics& metrics);

}  // namespace gs::gateway
