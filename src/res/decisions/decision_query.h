// What is asked of the list of decisions, checked, and whether a record answers it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_outline.h"
#include "base/result.h"
#include "res/decisions/segment_summary.h"

namespace gs::res {

struct DecisionFilter {
  std::string gateway, action, phase, model, rule, tenant;  // empty: any
  std::optional<WallTime> from, to;                         // from <= ts < to
  unsigned limit = 100;                                     // 1..1000
  std::string cursor;                                       // of the page before; empty: newest
};

// Where a page begins: below record `index` of the segment of that leaf.
struct DecisionCursor {
  uint64_t leaf_index = INT64_MAX;
  uint64_t index = UINT64_MAX;

  std::string to_text() const;
};

// kInvalidInput: a limit out of range, an unknown phase or action, a cursor that is none; `where`
// is the field.
Result<DecisionCursor> check_filter(const DecisionFilter& filter);

// Whether a segment with this summary may hold what is asked for.
bool may_answer(const DecisionFilter& filter, const SegmentSummary& summary);
// Whether the record is a decision that is asked for. `outline` lends its memory.
bool answers(const DecisionFilter& filter, std::string_view record, JsonOutline& outline);

}  // namespace gs::res
