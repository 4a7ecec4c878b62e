// The caller's context: `governance: {context: {...}}` at the top of a body.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <tl/expected.hpp>

#include "detect/caller_claims.h"
#include "gateway/openai/request_problem.h"

namespace gs::gateway::openai {

struct RequestContext {
  const boost::json::object* object = nullptr;  // into the body; null when the caller gave none
  detect::CallerClaims claims;
};

// The context in the member `context` of `holder`; errors name fields as "<prefix>context.<field>".
tl::expected<RequestContext, RequestProblem> read_request_context(const boost::json::object& holder,
                                                                  const std::string& prefix);

// The context in the member `governance` of the body, if there is one.
tl::expected<RequestContext, RequestProblem> read_governance(const boost::json::object& body);

}  // namespace gs::gateway::openai
