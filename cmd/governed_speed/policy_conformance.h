// `governed-speed policy conformance FILE.jsonl…`
#pragma once

#include <string>
#include <vector>

namespace gs {

// Runs the conformance rows of the files against the expression engine, prints each failure, then
// "N passed, N failed, N skipped". 0 when all passed, 1 on a failure, 2 when a file cannot be read.
int policy_conformance(const std::vector<std::string>& files);

}  // namespace gs
