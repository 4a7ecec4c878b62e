// A segment of a gateway's journal, checked against its seal, read once and compressed: all that is
// heavy about taking it in, done before it reaches the log's thread.
//
// Pure. What comes from outside is bounded: bytes, records, audit events, and the different names
// that are counted.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "journal/segment.h"
#include "res/decisions/segment_bytes.h"
#include "res/decisions/segment_summary.h"
#include "res/log/runtime_figures.h"

namespace gs::res {

// Names of models that are not counted on their own.
inline constexpr std::string_view kOtherModels = "other";
inline constexpr size_t kMaxAuditEvents = 10'000;  // of one segment

// A model and a minute (log::minute_of()).
struct RuntimeKey {
  std::string model;
  int64_t minute = 0;
  auto operator<=>(const RuntimeKey&) const = default;
};

// A segment that was checked against its seal, read and compressed.
struct PreparedSegment {
  journal::Seal seal;
  std::string compressed;
  std::string min_id, max_id;  // exchange ids of its decisions; empty: it has none
  WallTime first_ts, last_ts;  // of its records; the seal's times where it has none
  SegmentSummary summary;
  std::map<RuntimeKey, log::RuntimeFigures> runtime;
  std::map<std::string, WallTime> models;  // that a model server answered for -> last seen
  std::vector<boost::json::object> audit;  // events, in order
};
// kInvalidInput: bytes that are not the segment of that seal, a record without a usable id, ts,
// phase or action (`where` "record <seq>"); kTooLarge names the limit.
Result<PreparedSegment> prepare_segment(const journal::Seal& seal, std::string_view bytes);

}  // namespace gs::res
