#include "gateway/openai/request_context.h"

#include <boost/json.hpp>

namespace gs::gateway::openai {

namespace json = boost::json;

tl::expected<RequestContext, RequestProblem> read_request_context(const json::object& holder,
                                                                  const std::string& prefix) {
  RequestContext out;
  const json::value* context = holder.if_contains("context");
  if (context == nullptr || context->is_null()) return out;
  if (!context->is_object()) {
    return tl::unexpected(wrong_type(prefix + "context", "must be an object"));
  }
  out.object = &context->get_object();
  const json::value* basis = out.object->if_contains("lawful_basis");
  if (basis != nullptr && !basis->is_string() && !basis->is_bool() && !basis->is_null()) {
    return tl::unexpected(
        wrong_type(prefix + "context.lawful_basis", "must be a string or a boolean"));
  }
  auto claims = detect::read_caller_claims(*out.object);
  if (!claims) {
    return tl::unexpected(
        field_problem(prefix + claims.error().field, claims.error().detail, "invalid_value"));
  }
  out.claims = *claims;
  return out;
}

tl::expected<RequestContext, RequestProblem> read_governance(const json::object& body) {
  const json::value* governance = body.if_contains("governance");
  if (governance == nullptr || governance->is_null()) return RequestContext{};
  if (!governance->is_object())
    return tl::unexpected(wrong_type("governance", "must be an object"));
  return read_request_context(governance->get_object(), "governance.");
}

}  // namespace gs::gateway::openai
