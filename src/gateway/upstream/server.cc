#include "gateway/upstream/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gs::gateway::upstream {
namespace {

std::string host_field_of(const ServerOptions& options) {
  const bool is_v6 = options.host.find(':') != std::string::npos;
  const std::string host = is_v6 ? "[" + options.host + "]" : options.host;
  const bool usual = options.port == (options.tls ? 443 : 80);
  return usual ? host : fmt::format("{}:{}", host, options.port);
}

}  // namespace

Server::Server(ServerOptions options, const Options& all, Files& files)
    : options_(std::move(options)),
      address_{options_.host, options_.port, nullptr, options_.tls_name},
      host_field_(host_field_of(options_)),
      breaker_(all.breaker_failures, all.breaker_open),
      key_(options_.key, files) {}

Result<std::unique_ptr<Server>> Server::create(ServerOptions options, const Options& all,
                                               Files& files) {
  std::unique_ptr<Server> server(new Server(std::move(options), all, files));
  GS_CHECK_OK(server->key_.load());
  if (server->options_.tls) {
    GS_TRY(server->address_.tls, http::ClientTls::create(server->options_.tls_ca));
  }
  return server;
}

bool Server::serves(std::string_view model) const {
  const auto& models = options_.models;
  return models.empty() || std::find(models.begin(), models.end(), model) != models.end();
}

}  // namespace gs::gateway::upstream
