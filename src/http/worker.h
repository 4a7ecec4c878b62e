// One thread of the server: its listening socket, its connections, their deadlines. Internal to
// src/http. All methods but those marked belong to its own thread.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "http/asio_types.h"
#include "http/deadlines.h"
#include "http/server_context.h"

namespace gs::http {

class Worker {
 public:
  // `listener` is a bound and listening socket that the worker takes over.
  Worker(ServerContext& context, unsigned index, int listener, bool ipv6);

  // From the server's thread.
  void start();
  void begin_drain();
  void cut();
  bool wait_until(SteadyTime deadline);  // has the thread ended?
  void join();

  // For the connections of this worker.
  ServerContext& context() { return context_; }
  Deadlines& deadlines() { return deadlines_; }
  const std::string& date() const { return date_; }
  unsigned index() const { return index_; }
  std::string take_buffer();
  void give_buffer(std::string buffer);
  void append_request_id(std::string& out);
  bool cutting() const { return cut_; }
  void remove_connection(bool turned_away);

 private:
  static Task<void> accept_connections(Worker* worker);
  static Task<void> tick(Worker* worker);
  static Task<void> drain(Worker* worker);

  void run();
  bool done() const { return !accepting_ && connections_ == 0 && turned_away_ == 0; }
  void add_connection(bool turned_away);
  void admit(Socket socket, const asio::ip::tcp::endpoint& peer);
  bool close_a_silent_one();
  void stop_accepting();
  void end_if_done();
  void refresh_date();
  void set_timeouts();
  template <typename Coroutine>
  void spawn(Coroutine coroutine);

  ServerContext& context_;
  const unsigned index_;
  Deadlines deadlines_;
  std::string date_;
  std::time_t date_second_ = -1;
  std::string id_prefix_;  // random, 16 hex digits
  uint64_t next_id_ = 0;
  std::vector<std::string> buffers_;
  size_t connections_ = 0;
  size_t turned_away_ = 0;
  bool accepting_ = true;
  bool cut_ = false;

  std::mutex ended_mutex_;
  std::condition_variable ended_changed_;
  bool ended_ = true;  // no thread yet, or no more

  // Last, so that coroutines which are destroyed with it still find the rest.
  asio::io_context io_{1};
  Acceptor acceptor_;
  Timer timer_;
  std::thread thread_;
};

}  // namespace gs::http
