// Which handler answers a request. The routes are one visible list:
//
//   std::vector<Route> routes = {
//       {Method::kGet, "/health", health},
//       {Method::kPost, "/filter/prompt", filter_prompt, "application/json"},
//       {Method::kGet, "/evidence/{id}", evidence},
//   };
//
// Pure: no sockets. Immutable after create(), so any thread may ask.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace gs::http {

class CoroutineHandler;  // exchange.h

struct Route {
  Method method = Method::kGet;
  std::string pattern;       // "/a/b", or with {name} in place of whole segments
  Handler handler;           // this, `coroutine`, or both
  std::string accepts = {};  // the media type a body must have, "application/json"; empty: any
  // For answers that wait for others, or that are sent in pieces. Where there is a plain handler
  // too, the coroutine answers the requests with bodies of `coroutine_from` bytes and more.
  std::shared_ptr<const CoroutineHandler> coroutine = nullptr;
  size_t coroutine_from = 0;
};

struct RouteMatch {
  enum Outcome { kFound, kNotFound, kMethodNotAllowed, kBadPath } outcome = kNotFound;
  const Route* route = nullptr;           // kFound
  std::string_view allow;                 // kFound, kMethodNotAllowed: "GET, HEAD, OPTIONS"
  std::vector<PathParameter> parameters;  // kFound
};

class Router {
 public:
  // Errors (kInvalidInput, where = pattern): a pattern without a leading '/', a malformed or
  // repeated {name}, a second route for the same method and pattern, a route without a handler.
  static Result<Router> create(std::vector<Route> routes);

  // A path without parameters wins over one with. HEAD finds the GET route. A segment is decoded
  // before it is compared; an escape that cannot be decoded is kBadPath. The match points into the
  // router.
  RouteMatch find(Method method, std::string_view path) const;

 private:
  // The routes of one pattern, by method.
  struct Path {
    std::vector<std::string> segments;  // "{name}" marks a parameter
    std::array<int, kMethodCount> route_of;
    std::string allow;
  };

  explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}
  Status add(size_t index);
  void answer(const Path& path, Method method, RouteMatch& match) const;

  std::vector<Route> routes_;
  std::map<std::string, Path, std::less<>> exact_;
  std::map<std::string, Path, std::less<>> with_parameters_;
};

}  // namespace gs::http
