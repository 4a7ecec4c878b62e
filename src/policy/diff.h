// What changed between two effective policies, in the terms of the people who own them.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gs::policy {

// A value before and after; absent where it did not or does not exist.
struct ValueChange {
  std::string name;  // a field of a rule, or the path of a key
  std::optional<boost::json::value> before;
  std::optional<boost::json::value> after;
};

struct RuleChange {
  std::string id;
  std::vector<ValueChange> fields;
};

struct ThresholdChange {
  std::string name;   // "quality.pass_at_5"
  std::string limit;  // "target", "warn_at", ..., "block_below"
  std::optional<boost::json::value> before;
  std::optional<boost::json::value> after;
  std::string direction;  // "raised", "lowered", "added", "removed", "changed"
  std::string effect;     // "tightened", "loosened", or empty where neither can be said
};

struct ListChange {
  std::string name;
  std::vector<std::string> added;
  std::vector<std::string> removed;
};

struct PolicyDiff {
  std::vector<std::string> rules_added;
  std::vector<std::string> rules_removed;
  std::vector<RuleChange> rules_changed;
  std::vector<ThresholdChange> thresholds;
  std::vector<ListChange> lists;
  std::vector<ValueChange> patterns;
  std::vector<ValueChange> other;  // every other key, by path

  bool empty() const;
};

// Both are effective policies, CompiledPolicy::effective(). Rules are matched by id; their order
// does not count.
PolicyDiff diff(const boost::json::object& before, const boost::json::object& after);

std::string to_text(const PolicyDiff& diff);  // one line a change, "no difference" for none
boost::json::object to_json(const PolicyDiff& diff);

}  // namespace gs::policy
