// Which fields of a request carry text, and whose text it is, for each endpoint.
//
// A field that is in none of the lists counts as a document: it is inspected, not passed over.
#pragma once

#include <optional>

#include "gateway/openai/endpoint.h"
#include "gateway/openai/request_problem.h"
#include "gateway/openai/seen_text.h"

namespace gs::gateway::openai {

// Collects everything the model will see of `body`, an object. The problem is of a text field that
// is missing or has the wrong shape.
std::optional<RequestProblem> collect_request_text(Endpoint endpoint, const BodyValue& body,
                                                   SeenText& out);

}  // namespace gs::gateway::openai
