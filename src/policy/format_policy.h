// `policy fmt`: conditions in canonical form, every other byte of the file as it was.
#pragma once

#include <string>

#include "base/issue.h"

namespace gs::policy {

struct FormattedPolicy {
  std::string text;   // equal to the input when an issue is an error
  int rewritten = 0;  // conditions that changed
  Issues issues;      // what kept the file or a condition from being read
};

// Rewrites the `when` of each rule in place, keeping comments, layout and, where it can, the
// quotes. A condition laid out over several lines is left alone: its layout is the writer's.
FormattedPolicy format_policy(const std::string& text);

}  // namespace gs::policy
