// The risk snapshot of a model: its five figures, its tier under the EU AI Act and how it does at
// run time, each with where it comes from and what the policy's thresholds say of it.
//
//   Snapshot snapshot = compute(inputs);            // pure: no database, no clock
//   json::object answer = to_json(snapshot);        // the body of GET /risk/snapshot
//
// What evidence counts. The newest evidence (by stored_at; equal times by id, so that the order of
// arrival does not matter) whose metadata has the value, for each value on its own. Shapes:
// {"quality":{"pass_at_5":0.9}}, {"quality.pass_at_5":0.9}, {"pass_at_5":0.9}, each also inside
// "metrics". What is no finite number or out of range is not taken and named in `problems`.
// Unknown is unknown: a value without evidence is null, never a default.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/model.h"
#include "res/log/runtime_figures.h"

namespace gs::res {

// Evidence as the snapshot reads it.
struct EvidenceFact {
  std::string id;  // 64 hex digits; "sha256:" in front of it is its evidence_hash
  uint64_t leaf_index = 0;
  std::string artifact_type;
  WallTime stored_at;
  boost::json::value metadata;  // null: none, or erased
};

struct RiskInputs {
  std::string model_version;
  std::vector<EvidenceFact> evidence;     // of this model, in any order
  log::RuntimeFigures runtime;            // of kRuntimeWindow
  std::optional<WallTime> runtime_as_of;  // end of its newest minute; absent: no decisions
  std::span<const policy::Threshold> thresholds;
  std::string default_tier;           // of the policy; may be empty
  std::vector<std::string> problems;  // met while these were read
  WallTime now;
};

inline constexpr std::chrono::minutes kRuntimeWindow{5};

// In the order of the answer: the five figures, then those of run time.
enum class Metric : uint8_t {
  kPassAt5,
  kSubgroupDelta,
  kHarmfulRate,
  kReidRisk,
  kPsi,
  kLatencyP95,
  kAvailability
};
inline constexpr size_t kFigures = 5;
inline constexpr size_t kMetrics = 7;

struct MetricName {
  std::string_view area;       // "quality"
  std::string_view metric;     // "pass_at_5"; empty: the area is the metric (availability)
  std::string_view qualified;  // "quality.pass_at_5", as thresholds and /risk/history name it
  std::string_view series;     // "llm_pass_at_5", the Prometheus gauge
};
const MetricName& name_of(Metric metric);
std::optional<Metric> metric_named(std::string_view qualified_or_bare_name);

// Against the threshold: kFail missed a limit that blocks, kWarn one that does not; kUnknown: no
// value, or no threshold.
enum class RiskStatus : uint8_t { kUnknown, kPass, kWarn, kFail };
std::string_view to_string(RiskStatus status);

enum class RiskSource : uint8_t { kNone, kEvidence, kDecisions };

struct RiskValue {
  std::optional<double> value;
  RiskSource source = RiskSource::kNone;
  std::string evidence_id;    // kEvidence
  std::string artifact_type;  // kEvidence
  std::optional<WallTime> as_of;
  RiskStatus status = RiskStatus::kUnknown;
  std::optional<policy::Threshold> threshold;
};

struct Tier {
  std::string tier;  // empty: unknown (no evidence, and the policy has no default)
  bool from_evidence = false;
  std::string evidence_id, assessor, date, expires;  // from evidence; as written there
  std::optional<WallTime> as_of;
};

struct Snapshot {
  std::string model_version;
  WallTime timestamp;
  std::array<RiskValue, kMetrics> values;
  Tier tier;
  log::RuntimeFigures runtime;
  std::string evidence_id;            // newest that supplied a value or the tier; empty: none
  std::vector<std::string> problems;  // what was not taken, and why; bounded

  // Leaves of the evidence that this result rests on: computing again from these and newer evidence
  // gives the same as from all. Ascending.
  std::vector<uint64_t> leaves;

  const RiskValue& operator[](Metric metric) const { return values[static_cast<size_t>(metric)]; }
  RiskValue& operator[](Metric metric) { return values[static_cast<size_t>(metric)]; }
};

Snapshot compute(const RiskInputs& inputs);

// {model_version, quality{pass_at_5}, fairness{subgroup_delta}, safety{harmful_rate},
//  privacy{reid_risk}, drift{psi}, eu_ai_act_tier, timestamp, evidence_hash,
//  detail{"quality.pass_at_5"{value, source, evidence_hash, artifact_type, window_seconds, as_of,
//         age_seconds, status, threshold}, ..., eu_ai_act_tier{...}, problems[]},
//  runtime{latency_p95_seconds{...}, availability{...}, window_seconds, requests, decisions{}}}
boost::json::object to_json(const Snapshot& snapshot);

// What a plot or an auditor would see of it, as a text to compare: figures from evidence, the tier,
// sources and statuses. Run-time figures move all the time; of them the status counts alone.
std::string state_of(const Snapshot& snapshot);

}  // namespace gs::res
