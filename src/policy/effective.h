// The effective policy: the file with the baseline merged in. Its digest names the policy in
// decisions.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "base/result.h"
#include "policy/baseline.h"
#include "policy/model.h"

namespace gs::policy {

struct EffectivePolicy {
  boost::json::object tree;  // every key of the file; every rule with `source`, baseline rules last
  std::string canonical;     // RFC 8785
  std::string digest;        // SHA-256 of `canonical`, 64 hex digits
};

// Fails only for values that have no canonical form, which load refuses before.
Result<EffectivePolicy> make_effective(const PolicyModel& model,
                                       std::span<const BaselineRule> baseline);

}  // namespace gs::policy
