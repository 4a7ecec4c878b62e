// The idle connections of one worker, by server.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "gateway/upstream/options.h"
#include "gateway/upstream/server.h"
#include "http/client_connection.h"

namespace gs::gateway::upstream {

// One thread.
class ConnectionPool {
 public:
  ConnectionPool(http::Executor executor, const Options& options)
      : executor_(executor), deadlines_(executor), options_(options) {}

  // The one used last, for it is the least likely to have been closed by the server; null when
  // there is none that can be used.
  std::unique_ptr<http::ClientConnection> take_idle(const Server& server, SteadyTime now);
  std::unique_ptr<http::ClientConnection> make(const Server& server);
  // Keeps it where it can be used again, closes it otherwise.
  void give_back(const Server& server, std::unique_ptr<http::ClientConnection> connection,
                 SteadyTime now);

 private:
  struct Idle {
    std::unique_ptr<http::ClientConnection> connection;
    SteadyTime since;
  };

  const http::Executor executor_;
  http::ClientDeadlines deadlines_;
  const Options& options_;
  std::map<const Server*, std::vector<Idle>> idle_;  // used last at the end
};

}  // namespace gs::gateway::upstream
