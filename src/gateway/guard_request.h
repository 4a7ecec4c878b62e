// What the bodies of the guard APIs have in common: lists of texts, and a caller's context.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/judgement.h"
#include "service/bad_request.h"

namespace gs::gateway {

// Most texts of one call: each costs a decision, or a part of one, on the thread of the connection.
inline constexpr size_t kMaxTexts = 1024;

// The strings of the array `name`; views into the object. `required`: absent or null is an error,
// else no strings.
tl::expected<std::vector<std::string_view>, service::BadRequest> read_texts(
    const boost::json::object& object, std::string_view name, bool required);

// Puts `context` of the holder and its claims into the question, which then points into the holder.
// `prefix` stands before "context" in the field of an error: "detector_params.".
tl::expected<void, service::BadRequest> read_context_into(const boost::json::object& holder,
                                                          const std::string& prefix,
                                                          Question& question);

// The object `name`; null where it is absent or null.
tl::expected<const boost::json::object*, service::BadRequest> read_object(
    const boost::json::object& object, std::string_view name);

}  // namespace gs::gateway
