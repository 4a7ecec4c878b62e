// POST /ci/check: the governance gate by HTTP.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "base/json.h"
#include "gate/check.h"
#include "gateway/policy_in_force.h"
#include "service/bad_request.h"

namespace gs::gateway {

// {area: {metric: number, ...}, ...}: every area an object, every metric a finite number.
tl::expected<gate::Metrics, service::BadRequest> read_metrics(std::string_view body,
                                                              const JsonLimits& limits);

http::Response ci_check(const PolicyInForce& policy, const http::Request& request,
                        const JsonLimits& limits);

}  // namespace gs::gateway
