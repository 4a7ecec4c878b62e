#include "gateway/guard_request.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <utility>

#include "detect/caller_claims.h"
#include "gateway/filter_request.h"

namespace gs::gateway {

namespace json = boost::json;

tl::expected<std::vector<std::string_view>, service::BadRequest> read_texts(
    const json::object& object, std::string_view name, bool required) {
  const json::value* list = object.if_contains(name);
  std::vector<std::string_view> texts;
  if (list == nullptr || list->is_null()) {
    if (!required) return texts;
    return tl::unexpected(service::bad_field(std::string(name), "is required"));
  }
  if (!list->is_array()) {
    return tl::unexpected(service::bad_field(std::string(name), "must be an array of strings"));
  }
  if (list->get_array().size() > kMaxTexts) {
    return tl::unexpected(service::bad_field(std::string(name),
                                             fmt::format("must hold {} texts at most", kMaxTexts)));
  }
  for (const json::value& item : list->get_array()) {
    if (!item.is_string()) {
      return tl::unexpected(
          service::bad_field(fmt::format("{}[{}]", name, texts.size()), "must be a string"));
    }
    texts.push_back(item.get_string());
  }
  return texts;
}

tl::expected<const json::object*, service::BadRequest> read_object(const json::object& object,
                                                                   std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return nullptr;
  if (!value->is_object()) {
    return tl::unexpected(service::bad_field(std::string(name), "must be an object"));
  }
  return &value->get_object();
}

tl::expected<void, service::BadRequest> read_context_into(const json::object& holder,
                                                          const std::string& prefix,
                                                          Question& question) {
  auto context = read_context(holder);
  if (!context) {
    context.error().field.insert(0, prefix);
    return tl::unexpected(std::move(context).error());
  }
  if (*context == nullptr) return {};
  auto claims = detect::read_caller_claims(**context);
  if (!claims) {
    return tl::unexpected(service::bad_field(prefix + claims.error().field, claims.error().detail));
  }
  question.context = *context;
  question.claims = *claims;
  return {};
}

}  // namespace gs::gateway
