#include "http/router.h"

#include "http/uri.h"

#include <algorithm>
#include <utility>

namespace gs::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  for (;;) {
    const size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{');
}

std::string_view parameter_name(std::string_view segment) {
  return segment.substr(1, segment.size() - 2);
}

Status check_segments(const std::string& pattern, const std::vector<std::string_view>& segments) {
  for (size_t i = 0; i < segments.size(); ++i) {
    const std::string_view segment = segments[i];
    const bool braces = segment.find_first_of("{}") != std::string_view::npos;
    if (!braces) continue;
    const bool whole = segment.size() > 2 && is_parameter(segment) && segment.ends_with('}') &&
                       parameter_name(segment).find_first_of("{}") == std::string_view::npos;
    if (!whole) {
      return fail(ErrorCode::kInvalidInput, "a parameter must be a whole segment, {name}", pattern);
    }
    if (std::find(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(i), segment) !=
        segments.begin() + static_cast<std::ptrdiff_t>(i)) {
      return fail(ErrorCode::kInvalidInput, "a parameter is named twice", pattern);
    }
  }
  return Ok{};
}

// The methods of `route_of` with what follows from them: HEAD from GET, and OPTIONS always.
std::string allow_of(const std::array<int, kMethodCount>& route_of) {
  std::string allow;
  for (size_t i = 0; i < kMethodCount; ++i) {
    const auto method = static_cast<Method>(i);
    const bool implied =
        method == Method::kOptions ||
        (method == Method::kHead && route_of[static_cast<size_t>(Method::kGet)] >= 0);
    if (route_of[i] < 0 && !implied) continue;
    if (!allow.empty()) allow += ", ";
    allow += to_string(method);
  }
  return allow;
}

Result<std::vector<std::string>> decode_segments(std::string_view path) {
  std::vector<std::string> decoded;
  for (const std::string_view segment : split(path)) {
    GS_TRY(std::string text, percent_decode(segment));
    decoded.push_back(std::move(text));
  }
  return decoded;
}

// A dot segment is never a parameter's value: joined to a path it would climb out of it.
bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  if (pattern.size() != segments.size()) return false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const std::string& segment = segments[i];
    if (is_parameter(pattern[i])) {
      if (segment.empty() || segment == "." || segment == "..") return false;
    } else if (pattern[i] != segment) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<Router> Router::create(std::vector<Route> routes) {
  Router router(std::move(routes));
  for (size_t i = 0; i < router.routes_.size(); ++i) GS_CHECK_OK(router.add(i));
  return router;
}

Status Router::add(size_t index) {
  const Route& route = routes_[index];
  const std::string& pattern = route.pattern;
  if (!pattern.starts_with('/')) {
    return fail(ErrorCode::kInvalidInput, "a route must start with '/'", pattern);
  }
  const bool answers = route.handler != nullptr || route.coroutine != nullptr;
  if (!answers) return fail(ErrorCode::kInvalidInput, "a route has no handler", pattern);
  const std::vector<std::string_view> segments = split(pattern);
  GS_CHECK_OK(check_segments(pattern, segments));

  const bool has_parameters = std::any_of(segments.begin(), segments.end(), is_parameter);
  auto [at, is_new] = (has_parameters ? with_parameters_ : exact_).try_emplace(pattern);
  Path& path = at->second;
  if (is_new) {
    path.segments.assign(segments.begin(), segments.end());
    path.route_of.fill(-1);
  }
  int& slot = path.route_of[static_cast<size_t>(route.method)];
  if (slot >= 0) {
    return fail(ErrorCode::kInvalidInput, "two routes for the same method and path", pattern);
  }
  slot = static_cast<int>(index);
  path.allow = allow_of(path.route_of);
  return Ok{};
}

void Router::answer(const Path& path, Method method, RouteMatch& match) const {
  int index = path.route_of[static_cast<size_t>(method)];
  if (index < 0 && method == Method::kHead) {
    index = path.route_of[static_cast<size_t>(Method::kGet)];
  }
  match.allow = path.allow;
  match.outcome = index < 0 ? RouteMatch::kMethodNotAllowed : RouteMatch::kFound;
  if (index >= 0) match.route = &routes_[static_cast<size_t>(index)];
}

RouteMatch Router::find(Method method, std::string_view path) const {
  RouteMatch match;
  if (!path.starts_with('/')) return match;
  // The way of almost every request: a literal path without escapes.
  if (const auto exact = exact_.find(path); exact != exact_.end()) {
    answer(exact->second, method, match);
    return match;
  }
  const bool has_escapes = path.find('%') != std::string_view::npos;
  if (!has_escapes && with_parameters_.empty()) return match;
  Result<std::vector<std::string>> segments = decode_segments(path);
  if (!segments) {
    match.outcome = RouteMatch::kBadPath;
    return match;
  }
  for (const auto* paths : {&exact_, &with_parameters_}) {
    for (const auto& [pattern, candidate] : *paths) {
      if (!fits(candidate.segments, *segments)) continue;
      answer(candidate, method, match);
      for (size_t i = 0; i < segments->size(); ++i) {
        if (!is_parameter(candidate.segments[i])) continue;
        match.parameters.push_back(
            {parameter_name(candidate.segments[i]), std::move((*segments)[i])});
      }
      return match;
    }
  }
  return match;
}

}  // namespace gs::http
