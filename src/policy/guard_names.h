// The external guards that a policy names, for whoever reads the file without asking any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gs::policy {

// Every x of a guard.x in the text of a policy file, each once, in order. What stands in comments
// is found too, which does no harm: it declares a signal that no rule reads.
std::vector<std::string> guard_names(std::string_view text);

}  // namespace gs::policy
