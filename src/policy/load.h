// Document -> PolicyModel: every section checked, everything wrong collected as issues.
#pragma once

#include "base/issue.h"
#include "policy/document.h"
#include "policy/model.h"

namespace gs::policy {

// When an issue is an error the model lacks what was wrong: good for finding more issues, not for
// use.
struct LoadedModel {
  PolicyModel model;
  Issues issues;
};

// Errors are wrong types and values; a key that looks misspelt is a warning of check
// "misspelt-key".
LoadedModel load_model(const Document& document);

}  // namespace gs::policy
