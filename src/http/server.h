// The HTTP/1.1 server.
//
//   auto server = Server::create(options, std::move(routes), {.clock = &clock, .access_log =
//   &log});
//   (*server)->start();
//   ... (*server)->port() ...
//   (*server)->stop(std::chrono::seconds(30));
//
// Shape: N worker threads, each with an io_context and a listening socket of its own
// (SO_REUSEPORT), so that a connection lives on one thread and nothing on its way takes a lock. One
// coroutine a connection (connection.cc). Handlers run on the worker's thread.
//
// Every error the server itself answers is a problem document (problem.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/access_log.h"
#include "http/dispatcher.h"
#include "http/events.h"
#include "http/request_reader.h"
#include "http/router.h"

namespace gs::http {

struct ServerOptions {
  using Milliseconds = std::chrono::milliseconds;

  std::string listen = "127.0.0.1:8081";  // see listen_address.h
  unsigned workers = 0;                   // threads; 0: one a processor
  ReaderLimits limits;                    // sizes of heads and bodies
  size_t max_connections = 10'000;  // beyond: the longest silent one of the thread goes, else 503

  Milliseconds header_timeout{10'000};  // from the connection or the request's first byte: 408
  Milliseconds body_timeout{60'000};    // from the end of the head to the end of the body: 408
  Milliseconds idle_timeout{75'000};    // between requests: close
  Milliseconds write_timeout{60'000};   // for the client to take one answer: close
  Milliseconds linger_timeout{2'000};   // for the client to close after the last answer

  // While stopping: how long new connections are still taken from the kernel's queue, and how long
  // a connection must have been quiet to count as idle. A client that is busy thus learns by
  // "Connection: close" that it should reconnect, and loses no request.
  Milliseconds drain_accept{50};
  Milliseconds drain_idle{500};

  DispatchOptions dispatch;
  std::string tls_certificate_file;  // both or none
  std::string tls_key_file;
  bool tls_1_3_only = false;  // else TLS 1.2 is spoken too
};

// What the server uses and does not own; all must outlive it. Null where not wanted, but for the
// clock.
struct ServerHooks {
  const Clock* clock = nullptr;
  AccessLog* access_log = nullptr;
  EventSink on_event = {};
  // Called on each worker's thread after its last connection, while its executor still exists: for
  // what coroutine handlers keep for a worker from one request to the next.
  std::function<void(unsigned worker)> on_worker_end = {};
};

struct ServerContext;
class Worker;

class Server {
 public:
  // Binds and listens, so that a taken address shows here; clients wait in the queue until start().
  // Errors: kInvalidInput for options, kAlreadyExists for an address in use, kIo.
  static Result<std::unique_ptr<Server>> create(ServerOptions options, std::vector<Route> routes,
                                                ServerHooks hooks);
  ~Server();  // stop(0) if that has not happened

  Status start();

  struct StopReport {
    size_t cut = 0;  // connections that had not finished within the grace
  };
  // Graceful: takes what the kernel has already accepted, answers what is under way with
  // "Connection: close", closes idle connections, then cuts what is left after `grace`. Returns
  // when all threads have ended. A handler that is running is waited for; a coroutine is told that
  // its client is gone. Further calls do nothing.
  StopReport stop(std::chrono::milliseconds grace);

  uint16_t port() const { return port_; }
  size_t connections() const;  // open now
  // Loads the certificate again at once; the old stays in use when that fails. kNotFound without
  // TLS.
  Status reload_certificate();

 private:
  explicit Server(std::unique_ptr<ServerContext> context);
  Status open_listeners(const std::string& address, unsigned count);

  std::unique_ptr<ServerContext> context_;
  std::vector<std::unique_ptr<Worker>> workers_;
  uint16_t port_ = 0;
  bool stopped_ = false;
};

}  // namespace gs::http
