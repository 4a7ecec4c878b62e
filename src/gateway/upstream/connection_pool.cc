#include "gateway/upstream/connection_pool.h"

#include <algorithm>
#include <utility>

namespace gs::gateway::upstream {

std::unique_ptr<http::ClientConnection> ConnectionPool::take_idle(const Server& server,
                                                                  SteadyTime now) {
  std::vector<Idle>& idle = idle_[&server];
  // Those that have been idle for too long stand at the front.
  const auto fresh = std::find_if(idle.begin(), idle.end(), [&](const Idle& one) {
    return now - one.since < options_.idle_connection_timeout;
  });
  idle.erase(idle.begin(), fresh);
  while (!idle.empty()) {
    std::unique_ptr<http::ClientConnection> connection = std::move(idle.back().connection);
    idle.pop_back();
    if (!connection->is_stale()) return connection;
  }
  return nullptr;
}

std::unique_ptr<http::ClientConnection> ConnectionPool::make(const Server& server) {
  return std::make_unique<http::ClientConnection>(executor_, deadlines_, server.address());
}

void ConnectionPool::give_back(const Server& server,
                               std::unique_ptr<http::ClientConnection> connection, SteadyTime now) {
  std::vector<Idle>& idle = idle_[&server];
  if (!connection->reusable() || idle.size() >= options_.idle_connections) return;
  idle.push_back({std::move(connection), now});
}

}  // namespace gs::gateway::upstream
