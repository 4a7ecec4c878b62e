// POST /filter/prompt and POST /filter/output: judge a text and say what the policy makes of it.
#pragma once

#include <atomic>
#include <string>

#include "auth/principal.h"
#include "base/clock.h"
#include "base/json.h"
#include "gateway/keyed_digest.h"
#include "gateway/policy_in_force.h"
#include "http/message.h"
#include "journal/sinks.h"
#include "telemetry/log.h"

namespace gs::gateway {

class FilterEndpoint {
 public:
  // Everything is borrowed and outlives the endpoint. Without a sink nothing is recorded.
  struct Parts {
    const PolicyInForce& policy;
    const Clock& clock;
    const KeyedDigest& keyed_digest;
    telemetry::Log& log;
    journal::DecisionSink* decisions = nullptr;
    bool refuse_unrecorded = true;  // 503 instead of an answer that the sink did not take
    std::string settings_digest;
    JsonLimits json_limits;
  };

  explicit FilterEndpoint(Parts parts)
      : parts_(std::move(parts)), mask_key_(parts_.keyed_digest.mask_key()) {}

  // Safe from any thread.
  http::Response handle(text::Phase phase, const http::Request& request,
                        const auth::Principal& caller) const;

 private:
  Status record(const filter::Inspection& inspection, const LoadedPolicy& policy,
                std::string_view text, const std::string& decision_id,
                const auth::Principal& caller, SteadyTime began) const;

  // Tells once when the sink begins to fail and once when it works again.
  void note_sink(const Status& recorded) const;

  Parts parts_;
  std::string mask_key_;
  mutable std::atomic<bool> sink_fails_ = false;
};

}  // namespace gs::gateway
