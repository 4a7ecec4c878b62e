// POST /v1/moderations: the OpenAI Moderation API over the policy in force.
//
// Each input is a prompt of its own with a decision of its own. `flagged`: the action is not allow.
// A category is true and has a score only where the signals harm_categories and harm_score say so;
// what nobody measured is false, 0 and applied to no type of input. A member `governance` beside
// them says what was decided and why.
#pragma once

#include "base/json.h"
#include "gateway/judgement.h"

namespace gs::gateway {

class ModerationEndpoint {
 public:
  // The judge outlives the endpoint.
  ModerationEndpoint(const Judge& judge, const JsonLimits& limits)
      : judge_(judge), limits_(limits) {}

  // Safe from any thread. `round`: see guard_rounds.h; may be null. Errors are problem documents.
  http::Response handle(const http::Request& request, const auth::Principal& caller,
                        GuardRound* round) const;

 private:
  const Judge& judge_;
  JsonLimits limits_;
};

}  // namespace gs::gateway
