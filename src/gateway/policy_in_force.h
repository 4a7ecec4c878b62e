// The policy that decides right now.
//
// One value at a time; replacing it is atomic. Whoever decides takes the current one once and keeps
// it to the end of the request, so a request never sees two policies.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "filter/inspector.h"
#include "gateway/decision_counts.h"

namespace gs::gateway {

struct LoadedPolicy {
  std::shared_ptr<const filter::Inspector> inspector;
  std::string origin;  // the file, or "baseline"
  WallTime loaded_at;
  std::string rules_document;  // the body of GET /rules
  std::string short_digest;    // first 12 hex digits, for the x-governance-policy header
  bool has_canary = false;     // some rule needs a canary bucket
  bool masks = false;          // some rule masks prompts
  std::vector<std::string> whole_text_rules;  // Inspector::whole_text_rules()
  std::unique_ptr<DecisionCounts> counts;
};

// Everything of LoadedPolicy that follows from the inspector.
std::shared_ptr<const LoadedPolicy> describe(std::shared_ptr<const filter::Inspector> inspector,
                                             std::string origin, WallTime loaded_at,
                                             telemetry::Metrics& metrics);

// Safe from any thread.
class PolicyInForce {
 public:
  explicit PolicyInForce(std::shared_ptr<const LoadedPolicy> policy) : policy_(std::move(policy)) {}

  std::shared_ptr<const LoadedPolicy> current() const {
    std::lock_guard lock(mutex_);
    return policy_;
  }
  void replace(std::shared_ptr<const LoadedPolicy> policy) {
    std::lock_guard lock(mutex_);
    policy_.swap(policy);
  }

 private:
  mutable std::mutex
      mutex_;  // held for the copy of a pointer; std::atomic<shared_ptr> locks as well
  std::shared_ptr<const LoadedPolicy> policy_;
};

}  // namespace gs::gateway
