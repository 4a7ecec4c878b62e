// What all workers of one server share. Internal to src/http.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "http/server.h"
#include "http/tls.h"

namespace gs::http {

struct ServerContext {
  ServerContext(ServerOptions server_options, Dispatcher request_dispatcher,
                ServerHooks server_hooks)
      : options(std::move(server_options)),
        dispatcher(std::move(request_dispatcher)),
        hooks(std::move(server_hooks)) {}

  void tell(EventLevel level, std::string_view message) const {
    if (hooks.on_event) hooks.on_event(level, message);
  }

  const ServerOptions options;
  const Dispatcher dispatcher;
  const ServerHooks hooks;
  std::unique_ptr<ServerTls> tls;  // null: plain HTTP
  std::atomic<size_t> connections{0};
  std::atomic<bool> stopping{false};
};

}  // namespace gs::http
