#include "evaluate/latency.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "evaluate/cell.h"
#include "evaluate/document.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

struct Point {
  std::string_view name;
  double q;
};
constexpr Point kPoints[] = {{"p50_seconds", 0.50}, {"p95_seconds", 0.95}, {"p99_seconds", 0.99}};

double at_rank(const std::vector<double>& sorted, double rank) {  // from 1
  const double most = static_cast<double>(sorted.size());
  return sorted[static_cast<size_t>(std::clamp(rank, 1.0, most)) - 1];
}

}  // namespace

QuantileEstimate quantile_of(const std::vector<double>& sorted, double q) {
  const double n = static_cast<double>(sorted.size());
  const double at = q * (n - 1);
  const size_t below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double half = kNormalQuantile * std::sqrt(n * q * (1 - q));
  return {
      sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]),
      {at_rank(sorted, std::floor(n * q - half)), at_rank(sorted, std::ceil(n * q + half) + 1)}};
}

Status add_latency(std::vector<double>& seconds, const std::string& where, Artifact& artifact) {
  if (seconds.empty()) return refuse({where, 0}, "", "there are 0 latencies");
  std::sort(seconds.begin(), seconds.end());
  for (const Point& point : kPoints) {
    const QuantileEstimate estimate = quantile_of(seconds, point.q);
    artifact.metric(point.name, estimate.value, estimate.interval, "order statistics");
  }
  artifact.detail()["samples"] = seconds.size();
  artifact.detail()["most_seconds"] = seconds.back();
  return Ok{};
}

Result<double> read_prometheus_answer(std::string_view body, const std::string& where) {
  const auto parsed = parse_json(body);
  if (!parsed || !parsed->is_object()) return refuse({where, 0}, "", "the answer is not JSON");
  const json::object& root = parsed->get_object();
  if (text_or_empty(root.if_contains("status")) != "success") {
    return refuse({where, 0}, "status",
                  "is not success: " + std::string(text_or_empty(root.if_contains("error"))));
  }
  GS_TRY(const json::array* result, array_at(root, {"data", "result"}, where));
  if (result->size() != 1) {
    return refuse({where, 0}, "data.result",
                  "has " + std::to_string(result->size()) + " series, and must have one");
  }
  const json::object* series = result->front().if_object();
  const json::value* pair = series == nullptr ? nullptr : series->if_contains("value");
  const bool well = pair != nullptr && pair->is_array() && pair->get_array().size() == 2;
  const auto value = parse_number(well ? text_or_empty(&pair->get_array()[1]) : "");
  if (!value) return refuse({where, 0}, "data.result[0].value", "is no number: nothing was seen");
  if (*value < 0) return refuse({where, 0}, "data.result[0].value", "must not be negative");
  return *value;
}

}  // namespace gs::evaluate
