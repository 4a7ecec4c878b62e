// What the YAML and the JSON reader of document.cc both make: a tree and the place of each node.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/issue.h"
#include "policy/document.h"

namespace gs::policy {

struct Tree {
  boost::json::value root;
  std::unordered_map<std::string, Place> places;
  Issues issues;  // with errors, root and places mean nothing
};

// Both take valid UTF-8 without control characters other than tab and line ends.
Tree read_yaml(std::string_view text, const DocumentLimits& limits);
Tree read_json(std::string_view text, const DocumentLimits& limits);

// Integers must survive the way through a double: canonical JSON knows nothing else.
inline constexpr int64_t kLargestInteger = int64_t{1} << 53;

}  // namespace gs::policy
