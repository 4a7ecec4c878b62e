#include "gateway/filter_request.h"

#include <boost/json.hpp>
#include <utility>

namespace gs::gateway {

namespace json = boost::json;

tl::expected<const json::object*, service::BadRequest> read_context(const json::object& body) {
  const json::value* context = body.if_contains("context");
  if (context == nullptr || context->is_null()) return nullptr;
  if (!context->is_object())
    return tl::unexpected(service::bad_field("context", "must be an object"));
  const json::object& object = context->get_object();
  const json::value* basis = object.if_contains("lawful_basis");
  if (basis != nullptr && !basis->is_string() && !basis->is_bool() && !basis->is_null()) {
    return tl::unexpected(
        service::bad_field("context.lawful_basis", "must be a string or a boolean"));
  }
  return &object;
}

tl::expected<FilterRequest, service::BadRequest> read_filter_request(std::string_view body,
                                                                     text::Phase phase,
                                                                     const JsonLimits& limits) {
  auto parsed = service::read_json_object(body, limits);
  if (!parsed) return tl::unexpected(std::move(parsed).error());
  FilterRequest request;
  request.body = *std::move(parsed);
  const json::object& object = request.body.get_object();

  std::string name(text::to_string(phase));
  const json::value* text = object.if_contains(name);
  if (text == nullptr) return tl::unexpected(service::bad_field(name, "is required"));
  if (!text->is_string()) return tl::unexpected(service::bad_field(name, "must be a string"));
  request.text = text->get_string();

  auto context = read_context(object);
  if (!context) return tl::unexpected(std::move(context).error());
  request.context = *context;
  if (request.context == nullptr) return request;

  auto claims = detect::read_caller_claims(*request.context);
  if (!claims) {
    return tl::unexpected(
        service::bad_field(std::move(claims.error().field), claims.error().detail));
  }
  request.claims = *claims;
  return request;
}

}  // namespace gs::gateway
