// GET /health, /ready, /rules, /metrics, /openapi.json and /docs: what the gateway says of itself.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "gateway/policy_in_force.h"
#include "gateway/upstream/upstreams.h"
#include "http/message.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

// Alive: the process answers.
http::Response health();

// Ready: 200 while the gateway takes work, 503 once it is stopping or while model servers are
// configured and none is usable; both name each part's state.
http::Response ready(const PolicyInForce& policy, const upstream::Upstreams& upstreams,
                     const std::atomic<bool>& stopping);

http::Response rules(const PolicyInForce& policy);
http::Response metrics(const telemetry::Metrics& metrics);
http::Response docs();
// `document` is the specification as JSON text.
http::Response openapi(const std::string& document);

// The embedded specification, converted once at start.
Result<std::string> openapi_json();

}  // namespace gs::gateway
