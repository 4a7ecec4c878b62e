// The calls to guards that are under way for one request, so that they can end with it.
#pragma once

#include <algorithm>
#include <vector>

#include "gateway/upstream/call.h"

namespace gs::gateway::guards {

// One thread. Outlives the calls that are entered in it.
class Asking {
 public:
  // Ends all calls, those that have yet to begin too: nobody needs their answers any more.
  void abort() {
    aborted_ = true;
    for (upstream::UpstreamCall* call : calls_) call->abort();
  }
  bool aborted() const { return aborted_; }

  // Keeps a call entered while it lives.
  class Entry {
   public:
    Entry(Asking& asking, upstream::UpstreamCall& call) : asking_(asking), call_(&call) {
      asking_.calls_.push_back(call_);
    }
    ~Entry() { std::erase(asking_.calls_, call_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    Asking& asking_;
    upstream::UpstreamCall* call_;
  };

 private:
  std::vector<upstream::UpstreamCall*> calls_;
  bool aborted_ = false;
};

}  // namespace gs::gateway::guards
