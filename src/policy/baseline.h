// The built-in rules, which apply unless a file replaces them by id or says `baseline: off`.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model.h"

namespace gs::policy {

// A built-in rule, checked and as written.
struct BaselineRule {
  Rule rule;
  boost::json::object written;
};

// The built-in rules as a policy file in JSON.
std::string_view baseline_text();

// All of them, in order.
std::vector<BaselineRule> baseline_rules();

// Those that apply beside the rules of `model`.
std::vector<BaselineRule> baseline_for(const PolicyModel& model);

}  // namespace gs::policy
