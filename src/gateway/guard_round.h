// A request that external guards are asked about is gone through twice: once to find out what to
// ask, once with the answers.
#pragma once

#include <memory>

#include "filter/guard_book.h"
#include "gateway/policy_in_force.h"

namespace gs::gateway {

struct GuardRound {
  std::shared_ptr<const LoadedPolicy> policy;  // of both times, whatever is loaded meanwhile
  filter::GuardBook book;
};

inline filter::GuardBook* book_of(GuardRound* round) {
  return round == nullptr ? nullptr : &round->book;
}

}  // namespace gs::gateway
