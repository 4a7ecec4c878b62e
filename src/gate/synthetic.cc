#include "gate/synthetic.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "base/json_writer.h"
#include "gate/metric_artifact.h"
#include "gate/metric_range.h"
#include "gate/wilson.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

constexpr char kNote[] = "synthetic, for trying a pipeline: no evaluation stands behind it";

bool is_share(const policy::Threshold& threshold) {
  const std::string& name = threshold.metric.empty() ? threshold.area : threshold.metric;
  return kind_of_metric(name) == MetricKind::kShare;
}

// The strictest upper limit of a threshold.
std::optional<double> ceiling_of(const policy::Threshold& threshold) {
  std::optional<double> lowest;
  for (const auto& limit : {threshold.maximum, threshold.warn_at, threshold.retrain_at}) {
    if (limit && (!lowest || *limit < *lowest)) lowest = limit;
  }
  return lowest;
}

double good_value(const policy::Threshold& threshold) {
  const auto ceiling = ceiling_of(threshold);
  if (threshold.minimum && ceiling) return (*threshold.minimum + *ceiling) / 2;
  if (ceiling) return *ceiling > 0 ? *ceiling / 2 : *ceiling;
  const double floor = *threshold.minimum;
  return is_share(threshold) ? (1 + floor) / 2 : floor + std::abs(floor) / 10;
}

// Beyond the limit that blocks, or, where none does, beyond the others.
double bad_value(const policy::Threshold& threshold) {
  if (threshold.minimum) {
    const double floor = *threshold.minimum;
    return is_share(threshold) ? floor / 2 : floor - std::abs(floor) / 10 - 0.1;
  }
  const double highest = std::max({threshold.maximum.value_or(0), threshold.warn_at.value_or(0),
                                   threshold.retrain_at.value_or(0)});
  return is_share(threshold) ? (1 + highest) / 2 : highest * 1.5 + 0.1;
}

// A rate with enough samples that its interval passes too; nothing where none would do.
std::optional<Counts> counts_for(const policy::Threshold& threshold, double value) {
  const bool is_rate = threshold.metric.ends_with("_rate") || threshold.metric.ends_with("_risk");
  if (!is_rate) return std::nullopt;
  const auto ceiling = ceiling_of(threshold);
  const auto needed = samples_needed(value, ceiling ? *ceiling : *threshold.minimum);
  if (!needed) return std::nullopt;
  const uint64_t samples = std::max<uint64_t>(1000, *needed * 2);
  return Counts{static_cast<uint64_t>(std::llround(value * static_cast<double>(samples))), samples};
}

json::object header(std::string_view area, const SyntheticOptions& options) {
  return {{"format", kMetricsFormat},
          {"area", area},
          {"model", options.model},
          {"tool", json::object{{"name", "governed-speed gate synth"}}},
          {"created_at", to_rfc3339(options.now)},
          {"detail", json::object{{"note", kNote}}}};
}

void add_metric(const policy::Threshold& threshold, bool violate, json::object& artifact) {
  const std::string& name = threshold.metric.empty() ? threshold.area : threshold.metric;
  double value = violate ? bad_value(threshold) : good_value(threshold);
  if (const auto counts = counts_for(threshold, value)) {
    value = static_cast<double>(counts->events) / static_cast<double>(counts->samples);
    json::value& all = artifact["counts"];
    if (!all.is_object()) all.emplace_object();
    all.get_object()[name] = json::object{{"events", counts->events}, {"samples", counts->samples}};
  }
  artifact[name] = value;
}

void put_at_path(json::object& object, std::string_view path) {
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) {
    if (!object.contains(path)) object[path] = kNote;
    return;
  }
  json::value& child = object[path.substr(0, dot)];
  if (!child.is_object()) child.emplace_object();
  put_at_path(child.get_object(), path.substr(dot + 1));
}

std::string text_of(const json::object& object) {
  return to_json_text(object) + "\n";
}

void add_gate_files(const policy::PolicyModel& policy, const SyntheticOptions& options,
                    std::map<std::string, std::string>& files) {
  json::object card{{"model", options.model}, {"note", kNote}};
  const std::string now = to_rfc3339(options.now);
  for (const policy::ReleaseGate& gate : policy.gates) {
    for (const std::string& field : gate.require_fields) put_at_path(card, field);
    std::vector<std::string> names = gate.require_artifacts;
    names.insert(names.end(), gate.require_updated.begin(), gate.require_updated.end());
    for (const std::string& name : names) {
      // A path into the policy names a file elsewhere.
      if (name.find_first_of("./\\") != std::string::npos) continue;
      files.emplace(name + ".json", text_of({{"note", kNote}, {"updated_at", now}}));
    }
  }
  const bool has_fields =
      std::any_of(policy.gates.begin(), policy.gates.end(),
                  [](const policy::ReleaseGate& gate) { return !gate.require_fields.empty(); });
  if (has_fields) files["model_card.json"] = text_of(card);
}

}  // namespace

Result<std::map<std::string, std::string>> synthetic_artifacts(const policy::PolicyModel& policy,
                                                               const SyntheticOptions& options) {
  std::map<std::string, json::object> areas;
  bool violated = options.violate.empty();
  for (const policy::Threshold& threshold : policy.thresholds) {
    const auto [artifact, is_new] = areas.try_emplace(threshold.area);
    if (is_new) artifact->second = header(threshold.area, options);
    const bool violate = threshold.name() == options.violate;
    violated = violated || violate;
    add_metric(threshold, violate, artifact->second);
  }
  if (!violated) {
    return fail(ErrorCode::kInvalidInput, "the policy has no threshold " + options.violate,
                "--violate");
  }
  std::map<std::string, std::string> files;
  for (const auto& [area, artifact] : areas) files[area + ".json"] = text_of(artifact);
  add_gate_files(policy, options, files);
  return files;
}

}  // namespace gs::gate
