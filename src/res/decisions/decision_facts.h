// What is counted and looked for in the record of a decision (docs/formats/decision_record.md).
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace gs::res {

inline constexpr size_t kMaxDecisionIdBytes = 128;

struct DecisionFacts {
  std::string exchange;  // the id without its phase
  WallTime ts;
  std::string phase;   // "prompt", "output"
  std::string action;  // one of the six
  std::string model, tenant;
  std::vector<std::string> rules;  // ids of those that are listed
  std::string outcome;             // outputs of a model server
  bool answered = false;           // a model server gave an answer of 2xx
  uint64_t total_us = 0;
  std::optional<double> harm_score;
};

// kInvalidInput: a record without a usable id, ts, phase or action; `where` is the member. Whatever
// else is not as expected counts as absent.
Result<DecisionFacts> read_facts(const boost::json::object& record);

bool is_action(std::string_view word);
bool is_phase(std::string_view word);

// "<exchange>.<phase>" in its parts; the phase is empty for an id without one.
struct DecisionId {
  std::string_view exchange;
  std::string_view phase;
};
// Nothing: no id of a decision could look like that.
std::optional<DecisionId> split_decision_id(std::string_view id);

// Whether an exchange with this outcome counts as failed: the caller got an error that was not of
// its own making.
bool is_failure(std::string_view outcome);

}  // namespace gs::res
