#include "http/dispatcher.h"

#include "http/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace gs::http {
namespace {

// "example.org:8081" -> "example.org", "[::1]:8081" -> "[::1]".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, std::min(host.find(']'), host.size() - 1) + 1);
  return host.substr(0, host.find(':'));
}

// "application/json; charset=utf-8" -> "application/json".
std::string_view media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
  return type;
}

// A web page can send a body without a type, or with one of the form types, to any server without
// asking; so a missing type is forgiven only where no web page is involved.
bool media_type_fits(const Request& request, const Route& route) {
  if (route.accepts.empty() || request.body.empty()) return true;
  if (!request.has_header("content-type")) return !request.has_header("origin");
  const std::string_view type = media_type(request.header("content-type"));
  if (equals_ignore_case(type, route.accepts)) return true;
  // A media type with the suffix +json is JSON (RFC 6839 section 3.1).
  constexpr std::string_view kSuffix = "+json";
  return route.accepts == "application/json" && type.size() > kSuffix.size() &&
         equals_ignore_case(type.substr(type.size() - kSuffix.size()), kSuffix);
}

Response run(const Handler& handler, const Request& request, std::string& failure) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "an exception of unknown type";
  }
  return internal_error();
}

}  // namespace

bool Dispatcher::host_allowed(const Request& request) const {
  // Only HTTP/1.0 may leave the field out, and no browser, whose user the check protects, does.
  if (allowed_hosts_.empty() || !request.has_header("host")) return true;
  const std::string_view host = without_port(request.header("host"));
  return std::any_of(
      allowed_hosts_.begin(), allowed_hosts_.end(),
      [host](const std::string& allowed) { return equals_ignore_case(allowed, host); });
}

Dispatcher::Dispatch Dispatcher::dispatch(Request& request, std::string& failure) const {
  if (!host_allowed(request)) {
    return {
        problem(421, "host-not-allowed", "this server does not answer for that host name", "Host")};
  }
  Dispatch result = route(request, failure);
  const bool ready = result.coroutine == nullptr && !result.response.hold;
  if (ready) complete(request, result.response);
  return result;
}

void Dispatcher::complete(const Request& request, Response& response) const {
  if (!CorsPolicy::is_preflight(request)) cors_.add_to(request, response);
}

Dispatcher::Dispatch Dispatcher::route(Request& request, std::string& failure) const {
  if (request.path == "*") {
    return {answer_options(request, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")};
  }
  RouteMatch match = router_.find(request.method, request.path);
  if (match.outcome == RouteMatch::kBadPath) {
    return {problem(400, "bad-request", "the path holds an escape that cannot be decoded")};
  }
  if (match.outcome == RouteMatch::kNotFound) {
    return {problem(404, "not-found", "there is nothing at this path")};
  }
  const bool own_options =
      match.outcome == RouteMatch::kFound && request.method == Method::kOptions;
  if (request.method == Method::kOptions && !own_options) {
    return {answer_options(request, match.allow)};
  }
  if (match.outcome == RouteMatch::kMethodNotAllowed) {
    return {problem(405, "method-not-allowed",
                    fmt::format("{} is not allowed here; allowed are {}", to_string(request.method),
                                match.allow))
                .with_header("Allow", std::string(match.allow))};
  }
  if (!media_type_fits(request, *match.route)) {
    return {problem(415, "unsupported-media-type",
                    fmt::format("the body must be {}", match.route->accepts), "Content-Type")
                .with_header("Accept", match.route->accepts)};
  }
  request.parameters = std::move(match.parameters);
  const Route& found = *match.route;
  const bool waits =
      found.coroutine && (!found.handler || request.body.size() >= found.coroutine_from);
  if (waits) return {{}, found.coroutine.get()};
  return {run(match.route->handler, request, failure)};
}

Response Dispatcher::answer_options(const Request& request, std::string_view allow) const {
  if (cors_.enabled() && CorsPolicy::is_preflight(request)) {
    return cors_.answer_preflight(request, allow);
  }
  Response response;
  response.status = 204;
  response.content_type.clear();
  return response.with_header("Allow", std::string(allow));
}

}  // namespace gs::http
