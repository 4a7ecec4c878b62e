// Asks each model server now and then whether it is well, on a thread of its own.
#pragma once

#include <memory>
#include <thread>

#include "base/result.h"
#include "gateway/upstream/upstreams.h"

namespace gs::gateway::upstream {

// A server is healthy when GET <health_path> is answered below 500 within the time-out: a server
// that knows no such path is there all the same.
class HealthChecks {
 public:
  // `upstreams` outlives the checks. Error kUnavailable: no thread to be had.
  static Result<std::unique_ptr<HealthChecks>> start(Upstreams& upstreams);
  ~HealthChecks();

 private:
  explicit HealthChecks(Upstreams& upstreams) : upstreams_(upstreams) {}
  static http::Task<void> check_again_and_again(HealthChecks* self, Server* server);
  static http::Task<bool> check(HealthChecks* self, Server* server);

  Upstreams& upstreams_;
  http::asio::io_context io_{1};
  http::ClientDeadlines deadlines_{io_.get_executor()};
  std::thread thread_;
};

}  // namespace gs::gateway::upstream
