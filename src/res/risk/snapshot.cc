#include "res/risk/snapshot.h"

#include <algorithm>
#include <set>
#include <variant>

#include "base/json.h"
#include "gate/thresholds.h"
#include "res/risk/metadata_values.h"

namespace gs::res {
namespace {

constexpr std::array<MetricName, kMetrics> kNames = {{
    {"quality", "pass_at_5", "quality.pass_at_5", "llm_pass_at_5"},
    {"fairness", "subgroup_delta", "fairness.subgroup_delta", "fairness_subgroup_delta"},
    {"safety", "harmful_rate", "safety.harmful_rate", "harmful_output_rate"},
    {"privacy", "reid_risk", "privacy.reid_risk", "reid_risk"},
    {"drift", "psi", "drift.psi", "drift_psi"},
    {"latency", "p95_seconds", "latency.p95_seconds", "latency_p95_seconds"},
    {"availability", "", "availability", "availability"},
}};

// What is said of one figure (or of tiers) at most: the newest, so that a pipeline that writes
// nonsense all day does not fill the answer. The number is the same for few and for much evidence,
// which keeps `leaves` complete.
constexpr size_t kMaxProblems = 3;
constexpr size_t kMaxSuccessors = 32;

// One reading of the evidence, newest first.
class Reading {
 public:
  Reading(const RiskInputs& inputs, Snapshot& snapshot) : inputs_(inputs), snapshot_(snapshot) {}

  void read() {
    std::vector<const EvidenceFact*> order;
    for (const EvidenceFact& fact : inputs_.evidence) order.push_back(&fact);
    // The id decides between equal times: it depends on the content, not on who came first.
    std::sort(order.begin(), order.end(), [](const EvidenceFact* a, const EvidenceFact* b) {
      return a->stored_at != b->stored_at ? a->stored_at > b->stored_at : a->id > b->id;
    });
    for (const EvidenceFact* fact : order) {
      for (size_t i = 0; i < kFigures; ++i) take_figure(*fact, static_cast<Metric>(i));
      if (fact->artifact_type == "classification") take_tier(*fact);
    }
    snapshot_.leaves.assign(used_.begin(), used_.end());
  }

 private:
  void take_figure(const EvidenceFact& fact, Metric metric) {
    RiskValue& figure = snapshot_[metric];
    if (figure.value) return;
    const MetadataValue found = figure_in(fact.metadata, metric);
    if (!found.problem.empty()) {
      name_problem(fact, found.problem, figure_problems_[static_cast<size_t>(metric)]);
    }
    if (!found.value) return;
    figure.value = found.value;
    figure.source = RiskSource::kEvidence;
    figure.evidence_id = fact.id;
    figure.artifact_type = fact.artifact_type;
    figure.as_of = fact.stored_at;
    supplied_by(fact);
  }

  // Of classifications that hold now the newest counts. Older ones that hold longer are kept in
  // mind: they count once it has expired. One that a newer one outlives never counts again.
  void take_tier(const EvidenceFact& fact) {
    const auto read = classification_in(fact.metadata);
    if (const auto* problem = std::get_if<std::string>(&read)) {
      if (!longest_) name_problem(fact, *problem, tier_problems_);
      return;
    }
    const auto& found = std::get<Classification>(read);
    if (longest_ && found.valid_until <= *longest_) return;
    if (++successors_ > kMaxSuccessors) return;
    longest_ = found.valid_until;
    used_.insert(fact.leaf_index);
    if (snapshot_.tier.from_evidence) return;
    if (found.valid_until <= inputs_.now) {
      size_t said = 0;
      name_problem(fact, "it expired on " + found.expires, said);
      return;
    }
    snapshot_.tier = {found.tier, true,          fact.id,       found.assessor,
                      found.date, found.expires, fact.stored_at};
    supplied_by(fact);
  }

  void supplied_by(const EvidenceFact& fact) {
    used_.insert(fact.leaf_index);
    if (snapshot_.evidence_id.empty()) snapshot_.evidence_id = fact.id;
  }

  void name_problem(const EvidenceFact& fact, const std::string& problem, size_t& count) {
    if (++count > kMaxProblems) return;
    used_.insert(fact.leaf_index);
    snapshot_.problems.push_back(fact.artifact_type + " sha256:" + fact.id + ": " + problem);
  }

  const RiskInputs& inputs_;
  Snapshot& snapshot_;
  std::set<uint64_t> used_;
  std::array<size_t, kFigures> figure_problems_{};
  size_t tier_problems_ = 0;
  size_t successors_ = 0;
  std::optional<WallTime> longest_;  // of the classifications seen so far
};

void from_decisions(const RiskInputs& inputs, std::optional<double> value, RiskValue& figure) {
  if (!value) return;
  figure.value = value;
  figure.source = RiskSource::kDecisions;
  figure.as_of = inputs.runtime_as_of;
}

void take_runtime(const RiskInputs& inputs, Snapshot& snapshot) {
  snapshot.runtime = inputs.runtime;
  auto p95 = inputs.runtime.latency_quantile_ms(0.95);
  if (p95) *p95 /= 1000;
  from_decisions(inputs, p95, snapshot[Metric::kLatencyP95]);
  from_decisions(inputs, inputs.runtime.availability(), snapshot[Metric::kAvailability]);
  RiskValue& harmful = snapshot[Metric::kHarmfulRate];
  if (!harmful.value) from_decisions(inputs, inputs.runtime.harmful_share(), harmful);
}

RiskStatus status_of(gate::Outcome outcome) {
  switch (outcome) {
    case gate::Outcome::kPass:
      return RiskStatus::kPass;
    case gate::Outcome::kWarning:
    case gate::Outcome::kRetrain:
      return RiskStatus::kWarn;
    case gate::Outcome::kViolation:
    case gate::Outcome::kMissing:
      return RiskStatus::kFail;
    case gate::Outcome::kNotEvaluated:
      break;
  }
  return RiskStatus::kUnknown;
}

// As the gate judges it, worst limit first.
void judge(std::span<const policy::Threshold> thresholds, const MetricName& name,
           RiskValue& figure) {
  const auto found = std::find_if(thresholds.begin(), thresholds.end(), [&name](const auto& each) {
    return each.area == name.area && each.metric == name.metric;
  });
  if (found == thresholds.end()) return;
  figure.threshold = *found;
  if (!figure.value) return;
  for (const gate::Detail& detail : gate::compare(*found, figure.value)) {
    figure.status = std::max(figure.status, status_of(detail.outcome));
  }
  // The bound that should decide is not known here; the gate warns of the same.
  if (found->compare_upper_bound && figure.status == RiskStatus::kPass) {
    figure.status = RiskStatus::kWarn;
  }
}

}  // namespace

const MetricName& name_of(Metric metric) {
  return kNames[static_cast<size_t>(metric)];
}

std::optional<Metric> metric_named(std::string_view name) {
  for (size_t i = 0; i < kMetrics; ++i) {
    const MetricName& known = kNames[i];
    if (name == known.qualified || name == known.series || (i < kFigures && name == known.metric)) {
      return static_cast<Metric>(i);
    }
  }
  return std::nullopt;
}

std::string_view to_string(RiskStatus status) {
  constexpr std::array<std::string_view, 4> kStatuses = {"unknown", "pass", "warn", "fail"};
  return kStatuses[static_cast<size_t>(status)];
}

Snapshot compute(const RiskInputs& inputs) {
  Snapshot snapshot;
  snapshot.model_version = inputs.model_version;
  snapshot.timestamp = inputs.now;
  snapshot.problems = inputs.problems;
  Reading(inputs, snapshot).read();
  if (!snapshot.tier.from_evidence) snapshot.tier.tier = inputs.default_tier;
  take_runtime(inputs, snapshot);
  for (size_t i = 0; i < kMetrics; ++i) judge(inputs.thresholds, kNames[i], snapshot.values[i]);
  return snapshot;
}

std::string state_of(const Snapshot& snapshot) {
  std::string state = snapshot.tier.tier + (snapshot.tier.from_evidence ? " evidence" : " default");
  for (size_t i = 0; i < kMetrics; ++i) {
    const RiskValue& figure = snapshot.values[i];
    state.append(";").append(to_string(figure.status));
    if (figure.source != RiskSource::kEvidence) continue;
    state.append(" ").append(ecmascript_number(*figure.value));
  }
  return state;
}

}  // namespace gs::res
