// Answers in the forms that all endpoints share.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace gs::res {

http::Response json_answer(const boost::json::value& body, int status = 200);
http::Response text_answer(std::string body, std::string content_type);
inline constexpr char kPlainText[] = "text/plain; charset=utf-8";

// What went wrong as a problem document: 422 with the field for what the caller sent, 404, 409, 503
// with Retry-After, and 500 that keeps its reason for the operator.
http::Response problem_of(const Error& error);

// 202: what is asked for exists, or may, but is not in a published head of the log yet.
http::Response pending(std::string_view what);

http::Response gone(std::string_view what);       // 410
http::Response not_found(std::string_view what);  // 404

// The object of a request body; else the answer that says what is wrong with it.
tl::expected<boost::json::value, http::Response> read_body(const http::Request& request,
                                                           const JsonLimits& limits);

}  // namespace gs::res
