// All endpoints of the gateway, as one visible list. To add one: write its handler, add a line
// here, its path to specs/openapi-policy-gateway.yaml, and a test.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "gateway/detector_endpoint.h"
#include "gateway/filter_endpoint.h"
#include "gateway/guard_rounds.h"
#include "gateway/judging_pool.h"
#include "gateway/litellm_endpoint.h"
#include "gateway/moderation_endpoint.h"
#include "gateway/policy_in_force.h"
#include "gateway/record_keeping.h"
#include "gateway/upstream/upstreams.h"
#include "http/router.h"
#include "service/authentication.h"
#include "telemetry/metrics.h"

namespace gs::gateway {

// What the handlers use. Everything is borrowed and outlives the server.
struct RouteParts {
  const PolicyInForce& policy;
  const FilterEndpoint& filter;
  const ModerationEndpoint& moderation;
  const LiteLlmEndpoint& litellm;
  const DetectorEndpoint& detector;
  const GuardRounds& rounds;
  const service::Authentication& authentication;
  const upstream::Upstreams& upstreams;
  JudgingPool& judging_pool;
  RecordKeeping& keeping;
  telemetry::Metrics& metrics;
  const Clock& clock;
  const std::atomic<bool>& stopping;
  const std::string& openapi_document;
  JsonLimits json_limits;
};

std::vector<http::Route> gateway_routes(const RouteParts& parts);

}  // namespace gs::gateway
