#include "http/client_deadlines.h"

#include <chrono>
#include <utility>

namespace gs::http {
namespace {

constexpr std::chrono::milliseconds kTick{20};

}  // namespace

void ClientDeadlines::begin(ClientWait& wait, SteadyTime until) {
  wait.unlink();
  wait.until_ = until;
  state_->waits.push_back(wait);
  if (!std::exchange(state_->ticking, true)) tick(state_);
}

void ClientDeadlines::tick(std::shared_ptr<State> state) {
  state->timer.expires_after(kTick);
  Timer& timer = state->timer;
  timer.async_wait([state = std::move(state)](const boost::system::error_code& error) {
    const SteadyTime now = std::chrono::steady_clock::now();
    for (auto at = state->waits.begin(); !error && at != state->waits.end();) {
      ClientWait& wait = *at++;
      if (now < wait.until_) continue;
      wait.unlink();
      wait.expire();
    }
    state->ticking = !error && !state->waits.empty();
    if (state->ticking) tick(state);
  });
}

}  // namespace gs::http
