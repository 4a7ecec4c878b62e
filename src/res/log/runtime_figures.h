// What the table `runtime` holds in its column `figures`: the decisions of one model at one gateway
// in one minute, as counts that add up.
//
//   {"requests":12,"failures":1,
//    "latency_ms":[[50,3],[100,8],[null,1]],               counts of their own (not cumulative),
//                                                          bounds ascending, the last open
//    "actions":{"prompt":{"allow":11,"block":1},"output":{"allow":10}},
//    "harm":{"judged":10,"above":0}}                       outputs with a harm score; above 0.5
//
// The column `minute` is minute_of(): the minute's start in microseconds since 1970, as all times
// of the tables. Pure; no threads of its own.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace gs::res::log {

struct RuntimeFigures {
  struct Bucket {
    std::optional<double> upper_ms;  // absent: above all bounds
    uint64_t count = 0;
  };
  using Actions = std::map<std::string, uint64_t, std::less<>>;  // "allow" -> decisions

  uint64_t requests = 0;
  uint64_t failures = 0;        // of requests: answered with 5xx or not at all
  std::vector<Bucket> latency;  // ascending; a request is in the first that holds it
  Actions prompt, output;
  uint64_t harm_judged = 0;
  uint64_t harm_above = 0;

  // Into the standard bounds (1 ms to 60 s, each about 1.5 times the one before). Negative values
  // and NaN are not counted.
  void add_latency(double milliseconds);
  // Counts of both. Bounds may differ: each count keeps its own.
  void merge(const RuntimeFigures& other);

  // As Prometheus' histogram_quantile: linear inside the bucket; above the last bound: that bound.
  // Absent without a count.
  std::optional<double> latency_quantile_ms(double quantile) const;
  std::optional<double> availability() const;   // 1 - failures / requests; absent without requests
  std::optional<double> harmful_share() const;  // above / judged; absent without one
};

boost::json::object to_json(const RuntimeFigures& figures);

// Errors (kInvalidInput, where = the field): what is no such object; absent fields are zero.
// At most 128 buckets and 32 actions a phase (kTooLarge).
Result<RuntimeFigures> parse_runtime_figures(std::string_view text);

int64_t minute_of(WallTime time);
inline constexpr int64_t kMinuteMicros = 60'000'000;

}  // namespace gs::res::log
