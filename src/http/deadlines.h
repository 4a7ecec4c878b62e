// What connections wait for, and for how long they may.
//
// A timer for each wait would cost more than the request it guards. But every wait of one phase has
// the same length, so a list per phase, in order of entry, is ordered by deadline too: entering is
// two pointer updates, and a sweep looks only at the fronts. (Varghese and Lauck, "Hashed and
// Hierarchical Timing Wheels", 1987, scheme 2 with constant intervals.) Deadlines are kept to the
// sweep's interval.
//
// Used by one thread.
#pragma once

#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace gs::http {

enum class Phase : uint8_t {
  kFirst,   // connected, nothing has come yet
  kIdle,    // between requests
  kHead,    // a part of a head has come
  kBody,    // the head is complete, the body is not
  kWrite,   // the client does not take the answer
  kLinger,  // the answer is out, the client has not closed yet
  kNone     // expired, or not waiting
};
inline constexpr size_t kPhaseCount = 7;

// Leaves its list when it is destroyed.
class Waiter : public boost::intrusive::list_base_hook<
                   boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Phase phase() const { return phase_; }

 protected:
  ~Waiter() = default;

 private:
  friend class Deadlines;
  Phase phase_ = Phase::kNone;
  SteadyTime since_{};
};

class Deadlines {
 public:
  void set_timeout(Phase phase, std::chrono::nanoseconds timeout) {
    timeouts_[static_cast<size_t>(phase)] = timeout;
  }

  // Starts the wait; `waiter` leaves the phase it was in. Does not own the waiter.
  void enter(Waiter& waiter, Phase phase, SteadyTime now) {
    waiter.unlink();
    waiter.phase_ = phase;
    waiter.since_ = now;
    lists_[static_cast<size_t>(phase)].push_back(waiter);
  }

  // Calls expired(waiter, phase) for each that has waited too long; it is then in kNone.
  template <typename F>
  void sweep(SteadyTime now, F expired) {
    for (size_t i = 0; i < static_cast<size_t>(Phase::kNone); ++i) {
      while (!lists_[i].empty() && now - lists_[i].front().since_ >= timeouts_[i]) {
        Waiter& waiter = lists_[i].front();
        enter(waiter, Phase::kNone, now);
        expired(waiter, static_cast<Phase>(i));
      }
    }
  }

  // The one that has waited longest in the phase, or null.
  Waiter* oldest(Phase phase) {
    List& list = lists_[static_cast<size_t>(phase)];
    return list.empty() ? nullptr : &list.front();
  }

  // Calls f(waiter) for all, in whatever phase. `f` must not destroy waiters.
  template <typename F>
  void for_each(F f) {
    for (List& list : lists_) {
      for (Waiter& waiter : list) f(waiter);
    }
  }

 private:
  using List = boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>>;

  std::array<List, kPhaseCount> lists_;
  std::array<std::chrono::nanoseconds, kPhaseCount> timeouts_{};
};

}  // namespace gs::http
