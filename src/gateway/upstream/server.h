// One model server as the requests of all threads share it: where it is, and how it has been doing.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/upstream/breaker.h"
#include "gateway/upstream/options.h"
#include "gateway/upstream/server_key.h"
#include "http/client_connection.h"

namespace gs::gateway::upstream {

class Server {
 public:
  // Errors: a key or a file of authorities that cannot be used.
  static Result<std::unique_ptr<Server>> create(ServerOptions options, const Options& all,
                                                Files& files);

  const ServerOptions& options() const { return options_; }
  const http::ServerAddress& address() const { return address_; }
  const std::string& host_field() const { return host_field_; }  // of the Host header
  Breaker& breaker() { return breaker_; }
  ServerKey& key() { return key_; }

  bool serves(std::string_view model) const;
  bool healthy() const { return healthy_.load(std::memory_order_relaxed); }
  // Returns whether that is news.
  bool set_healthy(bool healthy) { return healthy_.exchange(healthy) != healthy; }
  bool usable(SteadyTime now) const { return healthy() && !breaker_.is_open(now); }

 private:
  Server(ServerOptions options, const Options& all, Files& files);

  const ServerOptions options_;
  http::ServerAddress address_;
  std::string host_field_;
  Breaker breaker_;
  ServerKey key_;
  std::atomic<bool> healthy_{true};  // until a health check says otherwise
};

}  // namespace gs::gateway::upstream
