// Ends the waits of a thread's client connections that have taken too long.
//
// A timer for each wait would cost as much as the wait; so every waiting connection stands in one
// list with the time until which it may wait, and a tick each 20 ms, which runs only while somebody
// waits, looks through it. Deadlines are kept to the tick. Used by one thread.
#pragma once

#include <boost/intrusive/list.hpp>

#include <memory>

#include "base/clock.h"
#include "http/asio_types.h"

namespace gs::http {

// Leaves the list when it is destroyed.
class ClientWait : public boost::intrusive::list_base_hook<
                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~ClientWait() = default;
  virtual void expire() = 0;

 private:
  friend class ClientDeadlines;
  SteadyTime until_{};
};

class ClientDeadlines {
 public:
  explicit ClientDeadlines(Executor executor) : state_(std::make_shared<State>(executor)) {}
  ~ClientDeadlines() { state_->timer.cancel(); }
  ClientDeadlines(const ClientDeadlines&) = delete;
  ClientDeadlines& operator=(const ClientDeadlines&) = delete;

  void begin(ClientWait& wait, SteadyTime until);
  void end(ClientWait& wait) { wait.unlink(); }

 private:
  using List = boost::intrusive::list<ClientWait, boost::intrusive::constant_time_size<false>>;
  struct State {
    explicit State(Executor executor) : timer(executor) {}
    List waits;
    Timer timer;
    bool ticking = false;
  };
  static void tick(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;  // shared with the tick that is under way
};

}  // namespace gs::http
