// From a whole request to its answer: host check, CORS, route, media type, handler, in this order.
// Pure but for what handlers do; any thread may call handle() at any time.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/cors.h"
#include "http/message.h"
#include "http/router.h"

namespace gs::http {

struct DispatchOptions {
  // Host names (without port, any case) that requests may be for; empty: any. A server without
  // authentication on loopback must set it, else a web page can reach it by DNS rebinding.
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> cors_origins;  // default none; see cors.h
};

class Dispatcher {
 public:
  Dispatcher(Router router, DispatchOptions options)
      : router_(std::move(router)),
        allowed_hosts_(std::move(options.allowed_hosts)),
        cors_(std::move(options.cors_origins)) {}

  // What is to be done for a request: the answer, or the coroutine that will give it.
  struct Dispatch {
    Response response;
    const CoroutineHandler* coroutine = nullptr;  // not null: `response` means nothing
  };

  // Fills request.parameters. Never throws: a handler that does so becomes a 500 problem that
  // closes the connection, and `failure` gets the exception's words.
  Dispatch dispatch(Request& request, std::string& failure) const;
  // Adds to a coroutine's answer what dispatch() adds to all others.
  void complete(const Request& request, Response& response) const;

 private:
  bool host_allowed(const Request& request) const;
  Dispatch route(Request& request, std::string& failure) const;
  Response answer_options(const Request& request, std::string_view allow) const;

  Router router_;
  std::vector<std::string> allowed_hosts_;
  CorsPolicy cors_;
};

}  // namespace gs::http
