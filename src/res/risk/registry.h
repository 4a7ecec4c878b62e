// The risk snapshots of RES on its database: of a model now, as they changed, and of all models.
//
//   GS_TRY(auto snapshot, read_snapshot(*lease, model, rules, clock.now()));  // GET /risk/snapshot
//   GS_CHECK_OK(record_if_changed(batch, model, rules, actor));      // after evidence of it was
//   stored
//
// Cost. A snapshot does not read all evidence of a model: the table `facts` holds, per model, the
// leaves that its last recorded snapshot rests on ("risk/<model>"), so that only these and newer
// evidence are read. Without it (or when content of one of them was erased) all is read, in pages.
//
// Functions with a Connection: any thread, one at a time per connection, outside or inside a
// transaction. Errors: those of the database, and what is said at each.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "policy/model.h"
#include "res/log/log.h"
#include "res/risk/snapshot.h"
#include "res/store/database.h"

namespace gs::res {

// What the policy in force says; taken anew for each call, so that a reload counts at once.
struct RiskRules {
  std::vector<policy::Threshold> thresholds;
  std::string default_tier;

  static RiskRules of(const policy::PolicyModel& policy);
};

// Errors: kNotFound (where = "model"): no evidence and no decision named this model so far.
Result<Snapshot> read_snapshot(store::Connection& connection, std::string_view model,
                               const RiskRules& rules, WallTime now);

// Commits a `snapshot` record (event "snapshot_changed", subject = model) and a row in `snapshots`
// when the snapshot differs from the newest recorded one; returns its leaf then. For the path of
// POST /evidence, in its batch, after the evidence's row and record are written (the row of
// `models` too). Also right after a policy reload, for each model.
Result<std::optional<uint64_t>> record_if_changed(log::Batch& batch, std::string_view model,
                                                  const RiskRules& rules, const log::Actor& actor);

struct HistoryFilter {
  std::string model;
  std::optional<Metric> metric;      // absent: all
  std::optional<WallTime> from, to;  // from <= t < to
  unsigned limit = 500;              // 1..5000: the newest of the span
};
// For plots, oldest first: [{timestamp, leaf_index, eu_ai_act_tier, evidence_hash, values{
// "quality.pass_at_5": {value, status}, ...}}]; with `metric`: [{timestamp, leaf_index, value,
// status}]. kNotFound as read_snapshot(); kInvalidInput (where = "limit", "from").
Result<boost::json::array> risk_history(store::Connection& connection, const HistoryFilter& filter);

struct ModelsFilter {
  std::string after;     // the last model_version of the page before
  unsigned limit = 100;  // 1..1000
};
// The registry, by model_version: [{model_version, first_seen, last_seen, evidence{total,
// by_type{}}, snapshot_at}]. A full page may have a next one.
Result<boost::json::array> list_models(store::Connection& connection, const ModelsFilter& filter);

// A gauge of GET /metrics; a value that is unknown is not among them.
struct RiskGauge {
  std::string_view series;  // "llm_pass_at_5"
  std::string model;
  double value = 0;
};
// Of the `most` models seen last, so that labels stay bounded.
Result<std::vector<RiskGauge>> risk_gauges(store::Connection& connection, const RiskRules& rules,
                                           WallTime now, unsigned most = 200);

}  // namespace gs::res
