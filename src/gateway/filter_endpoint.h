// POST /filter/prompt and POST /filter/output: judge a text and say what the policy makes of it.
#pragma once

#include <string>

#include "auth/principal.h"
#include "base/clock.h"
#include "base/json.h"
#include "gateway/keyed_digest.h"
#include "gateway/policy_in_force.h"
#include "http/message.h"
#include "journal/sinks.h"

namespace gs::gateway {

class FilterEndpoint {
 public:
  // Everything is borrowed and outlives the endpoint. Without a sink nothing is recorded.
  struct Parts {
    const PolicyInForce& policy;
    const Clock& clock;
    const KeyedDigest& keyed_digest;
    journal::DecisionSink* decisions = nullptr;
    bool refuse_unrecorded = true;  // 503 instead of an answer that the sink did not take
    std::string settings_digest;
    JsonLimits json_limits;
  };

  explicit FilterEndpoint(Parts parts) : parts_(std::move(parts)) {}

  // Safe from any thread.
  http::Response handle(text::Phase phase, const http::Request& request,
                        const auth::Principal& caller) const;

 private:
  Status record(const filter::Inspection& inspection, const LoadedPolicy& policy,
                std::string_view text, const std::string& decision_id,
                const auth::Principal& caller, SteadyTime began) const;

  Parts parts_;
};

}  // namespace gs::gateway
