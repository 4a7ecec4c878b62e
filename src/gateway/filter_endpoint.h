// POST /filter/prompt and POST /filter/output: judge a text and say what the policy makes of it.
#pragma once

#include "auth/principal.h"
#include "base/json.h"
#include "gateway/judgement.h"
#include "http/message.h"

namespace gs::gateway {

class FilterEndpoint {
 public:
  // The judge outlives the endpoint.
  FilterEndpoint(const Judge& judge, const JsonLimits& limits) : judge_(judge), limits_(limits) {}

  // Safe from any thread. `round`: see guard_rounds.h; may be null.
  http::Response handle(text::Phase phase, const http::Request& request,
                        const auth::Principal& caller, GuardRound* round) const;

 private:
  const Judge& judge_;
  JsonLimits limits_;
};

}  // namespace gs::gateway
