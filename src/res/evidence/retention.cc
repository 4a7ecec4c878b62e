#include "res/evidence/retention.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "res/evidence/blob_names.h"
#include "res/evidence/evidence.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr double kHoursOfYear = 365.25 * 24;
constexpr double kMostYears = 100;
constexpr double kYearsOfEvidence = 10;
constexpr double kYearsOfDecisions = 0.5;
constexpr size_t kMaxReasonBytes = 1000;
constexpr std::string_view kDecisions = "decisions";

std::chrono::hours hours_of(double years) {
  const double bounded = std::clamp(years, 0.0, kMostYears);
  return std::chrono::hours(static_cast<int64_t>(bounded * kHoursOfYear));
}

int64_t cut(const log::Batch& batch, std::chrono::hours kept) {
  return log::to_micros(batch.now() - kept);
}

void add_blob(Erasure& erasure, const store::Value& digest) {
  if (digest.blob().size() != Sha256Digest().size()) return;
  Sha256Digest out;
  std::copy(digest.blob().begin(), digest.blob().end(), out.begin());
  erasure.blobs.push_back(out);
}

Status erase_leaf(log::Batch& batch, uint64_t leaf_index, Erasure& erasure) {
  GS_CHECK_OK(log::erase_record(batch, leaf_index));
  GS_CHECK_OK(
      batch.sql().execute("UPDATE records SET model = '' WHERE leaf_index = $1", {leaf_index}));
  erasure.leaves.push_back(leaf_index);
  return Ok{};
}

// `row`: id, leaf_index, content_leaf, content_digest, model_version.
Status erase_evidence_row(log::Batch& batch, const store::Row& row, Erasure& erasure) {
  GS_CHECK_OK(erase_leaf(batch, static_cast<uint64_t>(row[1].integer()), erasure));
  if (!row[3].is_null()) {
    GS_CHECK_OK(erase_leaf(batch, static_cast<uint64_t>(row[2].integer()), erasure));
    add_blob(erasure, row[3]);
  }
  GS_CHECK_OK(batch.sql().execute(
      "UPDATE evidence SET model_version = '', content_digest = NULL, content_size = NULL, "
      "content_type = NULL WHERE id = $1",
      {row[0]}));
  // The registry of models forgets what nothing else speaks of.
  GS_CHECK_OK(batch.sql().execute(
      "DELETE FROM models WHERE model_version = $1 "
      "AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.model_version = models.model_version) "
      "AND NOT EXISTS (SELECT 1 FROM runtime WHERE runtime.model = models.model_version)",
      {row[4]}));
  return Ok{};
}

// The counts of a segment without the names that callers and tenants have.
Result<std::string> without_names(const std::string& summary) {
  auto parsed = parse_json(summary);
  if (!parsed || !parsed->is_object()) return std::string("{}");
  for (std::string_view names : {"rules", "models", "tenants"}) {
    parsed->get_object()[names] = nullptr;
  }
  return canonical_json(*parsed);
}

// `row`: leaf_index, blob, summary.
Status erase_segment_row(log::Batch& batch, const store::Row& row, Erasure& erasure) {
  GS_TRY(const std::string summary, without_names(row[2].text()));
  GS_CHECK_OK(batch.sql().execute(
      "UPDATE segments SET blob = NULL, summary = $1 WHERE leaf_index = $2", {summary, row[0]}));
  erasure.leaves.push_back(static_cast<uint64_t>(row[0].integer()));
  add_blob(erasure, row[1]);
  return Ok{};
}

Status commit_retention(log::Batch& batch, std::string event, std::string_view reason,
                        const log::Actor& actor, Erasure& erasure) {
  json::array leaves;
  for (uint64_t leaf : erasure.leaves) leaves.emplace_back(leaf);
  log::Draft draft;
  draft.kind = "retention";
  draft.event = std::move(event);
  draft.actor = actor;
  draft.content = {{"erased_leaves", std::move(leaves)}, {"reason", reason}};
  GS_TRY(erasure.retention_leaf, batch.commit_record(std::move(draft)));
  return Ok{};
}

Status erase_old_evidence(log::Batch& batch, const RetentionPlan& plan, size_t most,
                          Erasure& erasure) {
  size_t left = most;
  for (const auto& [type, kept] : plan.evidence) {
    GS_TRY(const auto rows,
           batch.sql().query(
               "SELECT e.id, e.leaf_index, e.content_leaf, e.content_digest, e.model_version "
               "FROM evidence e JOIN records r ON r.leaf_index = e.leaf_index "
               "WHERE e.artifact_type = $1 AND e.stored_at < $2 AND r.erased_at IS NULL "
               "ORDER BY e.leaf_index LIMIT $3",
               {type, cut(batch, kept), left + 1}));
    for (size_t i = 0; i < rows.size() && left > 0; ++i, --left) {
      GS_CHECK_OK(erase_evidence_row(batch, rows[i], erasure));
    }
    if (left == 0) {
      erasure.more = true;
      return Ok{};
    }
  }
  return Ok{};
}

Status erase_old_segments(log::Batch& batch, const RetentionPlan& plan, size_t most,
                          Erasure& erasure) {
  const int64_t before = cut(batch, plan.decisions);
  GS_TRY(const auto rows, batch.sql().query("SELECT leaf_index, blob, summary FROM segments "
                                            "WHERE last_ts < $1 AND blob IS NOT NULL "
                                            "ORDER BY leaf_index LIMIT $2",
                                            {before, most}));
  for (const store::Row& row : rows) GS_CHECK_OK(erase_segment_row(batch, row, erasure));
  erasure.more = erasure.more || rows.size() == most;
  GS_CHECK_OK(batch.sql().execute("DELETE FROM runtime WHERE minute < $1", {before}));
  return Ok{};
}

Status check_reason(std::string_view reason) {
  if (!reason.empty() && reason.size() <= kMaxReasonBytes) return Ok{};
  return fail(ErrorCode::kInvalidInput,
              "a reason of 1 to " + std::to_string(kMaxReasonBytes) + " bytes must be given",
              "reason");
}

}  // namespace

RetentionPlan plan_retention(std::span<const RetentionRow> rows) {
  RetentionPlan plan;
  for (std::string_view type : artifact_types()) {
    plan.evidence[std::string(type)] = hours_of(kYearsOfEvidence);
  }
  plan.decisions = hours_of(kYearsOfDecisions);
  for (const RetentionRow& row : rows) {
    if (!(row.years >= 0)) continue;
    if (row.type == kDecisions) plan.decisions = hours_of(row.years);
    const auto kept = plan.evidence.find(row.type);
    if (kept != plan.evidence.end()) kept->second = hours_of(row.years);
  }
  return plan;
}

Result<Erasure> run_retention(log::Batch& batch, const RetentionPlan& plan, const log::Actor& actor,
                              size_t most) {
  Erasure erasure;
  GS_CHECK_OK(erase_old_evidence(batch, plan, most, erasure));
  GS_CHECK_OK(erase_old_segments(batch, plan, most, erasure));
  if (erasure.leaves.empty()) return erasure;
  GS_CHECK_OK(commit_retention(batch, "retention_applied", "older than the policy's retention",
                               actor, erasure));
  return erasure;
}

Result<Erasure> erase_evidence(log::Batch& batch, std::string_view id, std::string_view reason,
                               const log::Actor& actor) {
  GS_CHECK_OK(check_reason(reason));
  GS_TRY(const auto rows,
         batch.sql().query(
             "SELECT e.id, e.leaf_index, e.content_leaf, e.content_digest, e.model_version, "
             "r.erased_at FROM evidence e JOIN records r ON r.leaf_index = e.leaf_index "
             "WHERE e.id = $1",
             {id}));
  if (rows.empty()) return fail(ErrorCode::kNotFound, "there is no evidence of this id", "id");
  if (!rows[0][5].is_null()) {
    return fail(ErrorCode::kAlreadyExists, "this evidence was erased before", "id");
  }
  Erasure erasure;
  GS_CHECK_OK(erase_evidence_row(batch, rows[0], erasure));
  GS_CHECK_OK(commit_retention(batch, "evidence_erased", reason, actor, erasure));
  return erasure;
}

Result<Erasure> erase_segment(log::Batch& batch, uint64_t leaf_index, std::string_view reason,
                              const log::Actor& actor) {
  GS_CHECK_OK(check_reason(reason));
  GS_TRY(const auto rows, batch.sql().query("SELECT leaf_index, blob, summary FROM segments "
                                            "WHERE leaf_index = $1",
                                            {leaf_index}));
  if (rows.empty()) return fail(ErrorCode::kNotFound, "no segment has this leaf", "leaf_index");
  if (rows[0][1].is_null()) {
    return fail(ErrorCode::kAlreadyExists, "this segment was erased before", "leaf_index");
  }
  Erasure erasure;
  GS_CHECK_OK(erase_segment_row(batch, rows[0], erasure));
  GS_CHECK_OK(commit_retention(batch, "segment_erased", reason, actor, erasure));
  return erasure;
}

Status finish_erasure(log::Log& log, store::Database& database, store::Blobs& blobs,
                      const Erasure& erasure) {
  GS_CHECK_OK(remove_unnamed(log, database, blobs, erasure.blobs));
  return database.forget_deleted();
}

}  // namespace gs::res
