// Plain handlers that judge, made to wait for external guards.
//
// A handler that is given a round judges nothing for good: Judge neither records nor counts while
// its book collects. Where the policy in force reads no guard there is no round, and nothing costs
// anything. Else the handler runs once with a book that collects, its answer is held
// (http::Hold) while the guards are asked, and it runs again; what it then returns leaves.
#pragma once

#include <functional>
#include <memory>

#include "auth/principal.h"
#include "gateway/guard_round.h"
#include "gateway/guards/panel.h"
#include "gateway/judging_pool.h"
#include "http/message.h"
#include "service/authentication.h"

namespace gs::gateway {

// `round` may be null. Safe from any thread.
using JudgingHandler =
    std::function<http::Response(const http::Request&, const auth::Principal&, GuardRound* round)>;

class GuardRounds {
 public:
  // Everything outlives the handlers.
  GuardRounds(const PolicyInForce& policy, guards::Panel& panel, JudgingPool& pool)
      : policy_(policy), panel_(panel), pool_(pool) {}

  service::CallerHandler around(JudgingHandler handler) const;

 private:
  class RoundHold;

  const PolicyInForce& policy_;
  guards::Panel& panel_;
  JudgingPool& pool_;
};

}  // namespace gs::gateway
