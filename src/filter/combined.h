// One inspection for the record out of those of every text of an answer.
//
// An answer has several texts: choices, tool calls, a reasoning. Each is judged on its own; the
// record, the metrics and the headers speak of the answer.
#pragma once

#include <span>

#include "filter/inspector.h"

namespace gs::filter {

// `parts`: inspections of one policy, one phase and one exchange, none null. The action is the most
// severe one; a rule appears once, in the order of the policy, as it was taken furthest (applied,
// matched, failed, not evaluated); reasons without repeats, those of severer parts first. Signals:
// true, the largest score, the sum of counts, all entries of lists, the first string that says
// anything; what failed in one part counts only where no other has a value. Times add up. Findings
// follow one another, `segment` being the number of the part. One part comes back as it is.
Inspection combined(const policy::CompiledPolicy& policy, std::span<const Inspection* const> parts);

}  // namespace gs::filter
