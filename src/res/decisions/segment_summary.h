// What a segment holds, in counts: shown to people, and used to leave segments unread that cannot
// hold what is looked for. As JSON in the column `summary`:
//   {"actions":{"prompt":{"allow":9},"output":{}},"audit":0,"records":9,
//    "rules":{"id":n},"models":{"name":n},"tenants":{"name":n}}
// A list of names that is longer than kMaxSummaryNames is null instead.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "res/decisions/decision_facts.h"

namespace gs::res {

inline constexpr size_t kMaxSummaryNames = 256;
inline constexpr size_t kMaxSummaryNameBytes = 256;

struct SegmentSummary {
  // Counts by name, as long as there are few enough short ones.
  struct Names {
    std::map<std::string, uint64_t, std::less<>> counts;
    bool complete = true;

    void add(const std::string& name);
    bool may_hold(std::string_view name) const;  // true for "" (any)
  };

  std::map<std::string, std::map<std::string, uint64_t>> actions;  // phase -> action -> n
  uint64_t audit = 0;
  uint64_t records = 0;
  Names rules, models, tenants;

  void add(const DecisionFacts& decision);
  // Whether a decision of this phase and action may be there; "" is any.
  bool may_hold(std::string_view phase, std::string_view action) const;

  boost::json::object to_json() const;
  // Takes what it understands; what is missing is taken as unknown, so nothing is left unread.
  static SegmentSummary parse(std::string_view json);
};

}  // namespace gs::res
