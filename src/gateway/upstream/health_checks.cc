#include "gateway/upstream/health_checks.h"

#include <fmt/format.h>
#include <pthread.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <exception>

namespace gs::gateway::upstream {

Result<std::unique_ptr<HealthChecks>> HealthChecks::start(Upstreams& upstreams) {
  std::unique_ptr<HealthChecks> checks(new HealthChecks(upstreams));
  for (Server* server : upstreams.servers()) {
    http::asio::co_spawn(checks->io_.get_executor(), check_again_and_again(checks.get(), server),
                         http::asio::detached);
  }
  try {
    checks->thread_ = std::thread([self = checks.get()] { self->io_.run(); });
  } catch (const std::exception& error) {
    return fail(ErrorCode::kUnavailable, fmt::format("cannot start a thread: {}", error.what()));
  }
  pthread_setname_np(checks->thread_.native_handle(), "health");
  return checks;
}

HealthChecks::~HealthChecks() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

http::Task<void> HealthChecks::check_again_and_again(HealthChecks* self, Server* server) {
  http::Timer pause(self->io_.get_executor());
  while (true) {
    const bool healthy = co_await check(self, server);
    if (server->set_healthy(healthy)) {
      self->upstreams_.tell_state(*server, healthy, "its health check");
    }
    pause.expires_after(self->upstreams_.options().health_interval);
    co_await pause.async_wait(http::kAwait);
  }
}

http::Task<bool> HealthChecks::check(HealthChecks* self, Server* server) {
  const ServerOptions& options = server->options();
  const SteadyTime until =
      std::chrono::steady_clock::now() + self->upstreams_.options().health_timeout;
  std::string request = fmt::format("GET {}{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
                                    options.base_path, options.health_path, server->host_field());
  const std::string key = server->key().current(std::chrono::steady_clock::now());
  if (!key.empty()) request += fmt::format("Authorization: Bearer {}\r\n", key);
  request += "\r\n";
  http::ClientConnection connection(self->io_.get_executor(), self->deadlines_, server->address());
  bool going = co_await connection.connect(until);
  if (going) going = co_await connection.send(request, until);
  if (going) going = co_await connection.read_head(until);
  co_return going&& connection.head().status < 500;
}

}  // namespace gs::gateway::upstream
