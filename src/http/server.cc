#include "http/server.h"

#include "http/file_limit.h"
#include "http/listen_address.h"
#include "http/listener.h"
#include "http/server_context.h"
#include "http/worker.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace gs::http {
namespace {

constexpr size_t kOtherFiles =
    512;  // descriptors kept free for everything that is not a connection

Status check_options(const ServerOptions& options, const ServerHooks& hooks) {
  if (hooks.clock == nullptr) return fail(ErrorCode::kInvalidInput, "the server needs a clock");
  if (options.max_connections == 0) {
    return fail(ErrorCode::kInvalidInput, "must be at least 1", "max_connections");
  }
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty()) {
    return fail(ErrorCode::kInvalidInput, "TLS needs both a certificate file and a key file",
                "tls");
  }
  return Ok{};
}

unsigned worker_count(const ServerOptions& options) {
  return options.workers > 0 ? options.workers : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

Server::Server(std::unique_ptr<ServerContext> context) : context_(std::move(context)) {}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<Server>> Server::create(ServerOptions options, std::vector<Route> routes,
                                               ServerHooks hooks) {
  GS_CHECK_OK(check_options(options, hooks));
  GS_TRY(Router router, Router::create(std::move(routes)));
  std::unique_ptr<ServerTls> tls;
  if (!options.tls_certificate_file.empty()) {
    GS_TRY(tls, ServerTls::create(options.tls_certificate_file, options.tls_key_file,
                                  options.tls_1_3_only ? TlsMinimum::k1_3 : TlsMinimum::k1_2,
                                  hooks.on_event));
  }
  Dispatcher dispatcher(std::move(router), options.dispatch);
  auto context =
      std::make_unique<ServerContext>(std::move(options), std::move(dispatcher), std::move(hooks));
  context->tls = std::move(tls);
  std::unique_ptr<Server> server(new Server(std::move(context)));
  const ServerOptions& kept = server->context_->options;
  GS_CHECK_OK(server->open_listeners(kept.listen, worker_count(kept)));

  const size_t wanted = kept.max_connections + kOtherFiles;
  const size_t limit = raise_file_limit(wanted);
  if (limit < wanted) {
    server->context_->tell(EventLevel::kWarning,
                           fmt::format("the system allows {} open files, {} connections need {}",
                                       limit, kept.max_connections, wanted));
  }
  return server;
}

Status Server::open_listeners(const std::string& text, unsigned count) {
  GS_TRY(ListenAddress address, ListenAddress::parse(text));
  if (address.port != 0) {
    GS_CHECK_OK(check_address_free(address));
  }
  const bool ipv6 = address.host.find(':') != std::string::npos;
  for (unsigned i = 0; i < count; ++i) {
    GS_TRY(const int listener, open_listener(address));
    try {
      workers_.push_back(std::make_unique<Worker>(*context_, i, listener, ipv6));
    } catch (const std::exception& error) {
      ::close(listener);
      return fail(ErrorCode::kIo, fmt::format("cannot make a worker: {}", error.what()), text);
    }
    GS_TRY(address.port, local_port(listener));
  }
  port_ = address.port;
  return Ok{};
}

Status Server::start() {
  try {
    for (const auto& worker : workers_) worker->start();
  } catch (const std::exception& error) {
    return fail(ErrorCode::kUnavailable, fmt::format("cannot start a thread: {}", error.what()));
  }
  return Ok{};
}

Server::StopReport Server::stop(std::chrono::milliseconds grace) {
  StopReport report;
  if (std::exchange(stopped_, true)) return report;
  const SteadyTime deadline = std::chrono::steady_clock::now() + grace;
  context_->stopping = true;
  for (const auto& worker : workers_) worker->begin_drain();
  for (const auto& worker : workers_) worker->wait_until(deadline);
  report.cut = connections();
  for (const auto& worker : workers_) worker->cut();
  for (const auto& worker : workers_) worker->join();
  return report;
}

size_t Server::connections() const {
  return context_->connections;
}

Status Server::reload_certificate() {
  if (!context_->tls) return fail(ErrorCode::kNotFound, "the server does not use TLS");
  return context_->tls->reload();
}

}  // namespace gs::http
