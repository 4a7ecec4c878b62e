#include "res/risk/registry.h"

#include "base/json_writer.h"
#include "res/risk/evidence_index.h"
#include "res/risk/known_model.h"

namespace gs::res {
namespace {

namespace json = boost::json;

// The running minute and as many full ones as the window has.
Status read_runtime(store::Connection& connection, RiskInputs& inputs) {
  const int64_t from = log::minute_of(inputs.now - kRuntimeWindow);
  GS_TRY(const auto rows,
         connection.query("SELECT minute, gateway, figures FROM runtime "
                          "WHERE model = $1 AND minute >= $2 AND minute <= $3 ORDER BY minute",
                          {inputs.model_version, from, log::minute_of(inputs.now)}));
  for (const store::Row& row : rows) {
    const auto figures = log::parse_runtime_figures(row[2].text());
    if (!figures) {
      inputs.problems.push_back("run-time figures of gateway " + row[1].text() +
                                " cannot be read: " + figures.error().to_string());
      continue;
    }
    inputs.runtime.merge(*figures);
    const WallTime end = log::from_micros(row[0].integer() + log::kMinuteMicros);
    inputs.runtime_as_of = std::min(end, inputs.now);
  }
  return Ok{};
}

RiskInputs inputs_of(std::string_view model, const RiskRules& rules, WallTime now) {
  RiskInputs inputs;
  inputs.model_version = model;
  inputs.thresholds = rules.thresholds;
  inputs.default_tier = rules.default_tier;
  inputs.now = now;
  return inputs;
}

Result<Snapshot> read_with(store::Connection& connection, EvidenceIndex& index, RiskInputs inputs) {
  GS_CHECK_OK(read_evidence(connection, index, inputs));
  GS_CHECK_OK(read_runtime(connection, inputs));
  return compute(inputs);
}

}  // namespace

RiskRules RiskRules::of(const policy::PolicyModel& policy) {
  return {policy.thresholds, policy.classification.eu_ai_act_default};
}

Status check_model_known(store::Connection& connection, std::string_view model) {
  GS_TRY(const auto rows,
         connection.query("SELECT 1 FROM models WHERE model_version = $1 UNION ALL "
                          "SELECT 1 FROM evidence WHERE model_version = $1 LIMIT 1",
                          {model}));
  if (!rows.empty() && !model.empty()) return Ok{};
  return fail(ErrorCode::kNotFound, "no evidence and no decision named this model", "model");
}

Result<Snapshot> read_snapshot(store::Connection& connection, std::string_view model,
                               const RiskRules& rules, WallTime now) {
  GS_CHECK_OK(check_model_known(connection, model));
  GS_TRY(EvidenceIndex index, load_index(connection, model));
  return read_with(connection, index, inputs_of(model, rules, now));
}

Result<std::optional<uint64_t>> record_if_changed(log::Batch& batch, std::string_view model,
                                                  const RiskRules& rules, const log::Actor& actor) {
  GS_TRY(EvidenceIndex index, load_index(batch.sql(), model));
  const std::string before = std::exchange(index.state, {});
  GS_TRY(const Snapshot snapshot,
         read_with(batch.sql(), index, inputs_of(model, rules, batch.now())));
  index.state = state_of(snapshot);
  GS_CHECK_OK(save_index(batch.sql(), model, index));
  if (index.state == before) return std::nullopt;
  json::object body = to_json(snapshot);
  const std::string text = to_json_text(body);
  GS_TRY(const uint64_t leaf, batch.commit_record({.kind = "snapshot",
                                                   .event = "snapshot_changed",
                                                   .subject = std::string(model),
                                                   .model = std::string(model),
                                                   .actor = actor,
                                                   .content = std::move(body)}));
  GS_CHECK_OK(
      batch.sql().execute("INSERT INTO snapshots (leaf_index, model, ts, body) "
                          "VALUES ($1, $2, $3, $4)",
                          {leaf, model, log::to_micros(batch.now()), text}));
  return leaf;
}

Result<std::vector<RiskGauge>> risk_gauges(store::Connection& connection, const RiskRules& rules,
                                           WallTime now, unsigned most) {
  GS_TRY(const auto rows,
         connection.query("SELECT model_version FROM models ORDER BY last_seen DESC, "
                          "model_version LIMIT $1",
                          {static_cast<int64_t>(most)}));
  std::vector<RiskGauge> gauges;
  for (const store::Row& row : rows) {
    GS_TRY(EvidenceIndex index, load_index(connection, row[0].text()));
    GS_TRY(const Snapshot snapshot,
           read_with(connection, index, inputs_of(row[0].text(), rules, now)));
    for (size_t i = 0; i < kMetrics; ++i) {
      const auto& value = snapshot.values[i].value;
      if (value) {
        gauges.push_back({name_of(static_cast<Metric>(i)).series, row[0].text(), *value});
      }
    }
  }
  return gauges;
}

}  // namespace gs::res
