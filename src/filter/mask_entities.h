// Entities that mask rules list and nothing finds: a misspelt name would mask nothing, silently.
#pragma once

#include <string>
#include <vector>

#include "base/issue.h"
#include "policy/program.h"

namespace gs::filter {

// The names of everything that detectors of this build find, in no order.
std::vector<std::string> findable_entities();

// Warnings, check "unknown-entity", at the rules, in the order of the file.
Issues unknown_mask_entities(const policy::CompiledPolicy& policy);

}  // namespace gs::filter
