#include "gateway/upstream/choice.h"

#include <algorithm>

namespace gs::gateway::upstream {
namespace {

// Moves one of [first, last), drawn by weight, to the front.
void draw_first(std::vector<Server*>& servers, double random) {
  unsigned total = 0;
  for (const Server* server : servers) total += server->options().weight;
  double at = random * total;
  for (auto server = servers.begin(); server != servers.end(); ++server) {
    at -= (*server)->options().weight;
    if (at >= 0) continue;
    std::rotate(servers.begin(), server, server + 1);
    return;
  }
}

void add_once(std::vector<Server*>& to, Server* server) {
  if (std::find(to.begin(), to.end(), server) == to.end()) to.push_back(server);
}

}  // namespace

std::vector<Server*> order_servers(std::span<Server* const> servers,
                                   std::span<Server* const> fallbacks, std::string_view model,
                                   SteadyTime now, double random) {
  std::vector<Server*> usable;
  std::vector<Server*> others;
  for (Server* server : servers) {
    if (server->options().weight == 0 || !server->serves(model)) continue;
    (server->usable(now) ? usable : others).push_back(server);
  }
  draw_first(usable, random);
  draw_first(others, random);
  std::vector<Server*> last;
  for (Server* server : fallbacks) {
    if (!server->serves(model)) continue;
    if (server->usable(now)) {
      add_once(usable, server);
    } else {
      last.push_back(server);
    }
  }
  for (Server* server : others) add_once(usable, server);
  for (Server* server : last) add_once(usable, server);
  return usable;
}

}  // namespace gs::gateway::upstream
