// Quantiles of latencies, with intervals that assume no distribution.
//
// A quantile is interpolated between the two ranks around it (Hyndman and Fan, "Sample quantiles in
// statistical packages", The American Statistician 50 (1996), type 7). Its interval ends at the
// ranks n q -+ z sqrt(n q (1 - q)), which hold the true quantile in 95 of 100 samples (Conover,
// "Practical Nonparametric Statistics", ch. 3.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/artifact.h"

namespace gs::evaluate {

struct QuantileEstimate {
  double value = 0;
  Interval interval;
};
// `sorted` is not empty, 0 < q < 1.
QuantileEstimate quantile_of(const std::vector<double>& sorted, double q);

// p50_seconds, p95_seconds and p99_seconds; sorts. kInvalidInput: there is none.
Status add_latency(std::vector<double>& seconds, const std::string& where, Artifact& artifact);

// The number in Prometheus's answer to an instant query (HTTP API, /api/v1/query):
// {"status": "success", "data": {"resultType": "vector", "result": [{"value": [time, "0.25"]}]}}.
// kInvalidInput: no success, not one number, NaN (the histogram was empty), negative.
Result<double> read_prometheus_answer(std::string_view body, const std::string& where);

}  // namespace gs::evaluate
