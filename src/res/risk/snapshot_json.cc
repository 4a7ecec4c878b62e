// A snapshot as the body of GET /risk/snapshot.
#include <boost/json/array.hpp>
#include <cmath>

#include "res/risk/snapshot.h"

namespace gs::res {
namespace {

namespace json = boost::json;

json::value number_or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value hash_or_null(const std::string& id) {
  return id.empty() ? json::value(nullptr) : json::value("sha256:" + id);
}

void add_times(json::object& object, const std::optional<WallTime>& as_of, WallTime now) {
  object["as_of"] = nullptr;
  object["age_seconds"] = nullptr;
  if (!as_of) return;
  object["as_of"] = to_rfc3339(*as_of);
  // Clocks of replicas differ a little: never a negative age.
  const auto age = std::chrono::duration<double>(now - *as_of).count();
  object["age_seconds"] = static_cast<int64_t>(std::max(0.0, std::floor(age)));
}

json::value threshold_json(const std::optional<policy::Threshold>& threshold) {
  if (!threshold) return nullptr;
  json::object object;
  const auto limit = [&object](std::string_view key, const std::optional<double>& bound) {
    if (bound) object[key] = *bound;
  };
  limit(threshold->minimum_key.empty() ? "target" : threshold->minimum_key, threshold->minimum);
  limit("target_max", threshold->maximum);
  limit("warn_at", threshold->warn_at);
  limit("retrain_at", threshold->retrain_at);
  if (threshold->minimum) object["block_below"] = threshold->minimum_blocks;
  if (threshold->maximum) object["block_above"] = threshold->maximum_blocks;
  if (threshold->compare_upper_bound) object["compare"] = "upper_bound";
  return object;
}

json::object detail_of(const RiskValue& figure, WallTime now) {
  json::object object{{"value", number_or_null(figure.value)}, {"source", nullptr}};
  if (figure.source == RiskSource::kEvidence) {
    object["source"] = "evidence";
    object["evidence_hash"] = hash_or_null(figure.evidence_id);
    object["artifact_type"] = figure.artifact_type;
  } else if (figure.source == RiskSource::kDecisions) {
    object["source"] = "decisions";
    object["window_seconds"] = std::chrono::seconds(kRuntimeWindow).count();
  }
  add_times(object, figure.as_of, now);
  object["status"] = to_string(figure.status);
  object["threshold"] = threshold_json(figure.threshold);
  return object;
}

json::object detail_of(const Tier& tier, WallTime now) {
  json::object object{{"value", text_or_null(tier.tier)}};
  if (!tier.from_evidence) {
    object["source"] = tier.tier.empty() ? json::value(nullptr) : json::value("policy_default");
    return object;
  }
  object["source"] = "evidence";
  object["evidence_hash"] = hash_or_null(tier.evidence_id);
  object["assessor"] = text_or_null(tier.assessor);
  object["date"] = text_or_null(tier.date);
  object["expires"] = text_or_null(tier.expires);
  add_times(object, tier.as_of, now);
  return object;
}

json::object counts_of(const log::RuntimeFigures::Actions& actions) {
  json::object object;
  for (const auto& [action, count] : actions) object[action] = count;
  return object;
}

json::object runtime_of(const Snapshot& snapshot) {
  const log::RuntimeFigures& runtime = snapshot.runtime;
  return {
      {"latency_p95_seconds", detail_of(snapshot[Metric::kLatencyP95], snapshot.timestamp)},
      {"availability", detail_of(snapshot[Metric::kAvailability], snapshot.timestamp)},
      {"window_seconds", std::chrono::seconds(kRuntimeWindow).count()},
      {"requests", runtime.requests},
      {"failures", runtime.failures},
      {"decisions", {{"prompt", counts_of(runtime.prompt)}, {"output", counts_of(runtime.output)}}},
  };
}

}  // namespace

json::object to_json(const Snapshot& snapshot) {
  json::object object{{"model_version", snapshot.model_version}};
  json::object detail;
  for (size_t i = 0; i < kFigures; ++i) {
    const MetricName& name = name_of(static_cast<Metric>(i));
    object[name.area] = json::object{{name.metric, number_or_null(snapshot.values[i].value)}};
    detail[name.qualified] = detail_of(snapshot.values[i], snapshot.timestamp);
  }
  object["eu_ai_act_tier"] = text_or_null(snapshot.tier.tier);
  object["timestamp"] = to_rfc3339(snapshot.timestamp);
  object["evidence_hash"] = hash_or_null(snapshot.evidence_id);
  detail["eu_ai_act_tier"] = detail_of(snapshot.tier, snapshot.timestamp);
  detail["problems"] = json::array(snapshot.problems.begin(), snapshot.problems.end());
  object["detail"] = std::move(detail);
  object["runtime"] = runtime_of(snapshot);
  return object;
}

}  // namespace gs::res
