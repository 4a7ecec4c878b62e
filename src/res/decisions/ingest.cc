#include "res/decisions/ingest.h"

#include <boost/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "res/decisions/audit_records.h"

namespace gs::res {
namespace {

namespace json = boost::json;

std::string base64_of(const ledger::Hash& hash) {
  return base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

// The newest segment of this gateway.
Result<std::optional<journal::Seal>> newest_of(store::Connection& sql, const std::string& gateway) {
  GS_TRY(const auto rows, sql.query("SELECT seal FROM segments WHERE gateway = $1 "
                                    "ORDER BY first_seq DESC LIMIT 1",
                                    {gateway}));
  if (rows.empty()) return std::nullopt;
  GS_TRY(journal::Seal seal, journal::Seal::parse(rows[0][0].text()));
  return seal;
}

// The leaf of this very segment, where it is here already.
Result<std::optional<uint64_t>> leaf_of(store::Connection& sql, const journal::Seal& seal) {
  GS_TRY(const auto rows, sql.query("SELECT leaf_index, seal FROM segments WHERE gateway = $1 AND "
                                    "first_seq = $2",
                                    {seal.gateway, seal.first_seq}));
  if (rows.empty()) return std::nullopt;
  GS_TRY(const journal::Seal known, journal::Seal::parse(rows[0][1].text()));
  if (known.root != seal.root || known.records != seal.records) return std::nullopt;
  return static_cast<uint64_t>(rows[0][0].integer());
}

Status check_continues(const journal::Seal& seal, const std::optional<journal::Seal>& newest) {
  const uint64_t expected = newest ? newest->next_seq() : 0;
  const ledger::Hash root = newest ? newest->root : ledger::Hash{};
  if (seal.first_seq > expected) {
    return fail(ErrorCode::kInvalidInput,
                "records " + std::to_string(expected) + " to " +
                    std::to_string(seal.first_seq - 1) + " of gateway \"" + seal.gateway +
                    "\" are missing before this segment",
                "first_seq");
  }
  if (seal.first_seq < expected || seal.prev_root != root) {
    return fail(ErrorCode::kAlreadyExists,
                "another journal of gateway \"" + seal.gateway + "\" is here, up to record " +
                    std::to_string(expected),
                seal.first_seq < expected ? "first_seq" : "prev_root");
  }
  return Ok{};
}

json::object leaf_fields(const journal::Seal& seal) {
  return {{"gateway", seal.gateway},
          {"first_seq", seal.first_seq},
          {"last_seq", seal.next_seq() - 1},
          {"root", base64_of(seal.root)},
          {"prev_root", base64_of(seal.prev_root)}};
}

Status insert_row(store::Connection& sql, uint64_t leaf, const PreparedSegment& segment,
                  const Sha256Digest& blob) {
  const journal::Seal& seal = segment.seal;
  GS_TRY(const std::string summary, canonical_json(segment.summary.to_json()));
  GS_CHECK_OK(sql.execute(
      "INSERT INTO segments (leaf_index, gateway, first_seq, next_seq, seal, min_id, max_id, "
      "first_ts, last_ts, blob, summary) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {leaf, seal.gateway, seal.first_seq, seal.next_seq(), seal.to_json(), segment.min_id,
       segment.max_id, log::to_micros(segment.first_ts), log::to_micros(segment.last_ts),
       store::Blob{std::string(blob.begin(), blob.end())}, summary}));
  return Ok{};
}

Status add_models(store::Connection& sql, const std::map<std::string, WallTime>& models) {
  for (const auto& [model, last] : models) {
    const int64_t seen = log::to_micros(last);
    GS_CHECK_OK(
        sql.execute("INSERT INTO models (model_version, first_seen, last_seen) VALUES ($1, $2, $3) "
                    "ON CONFLICT (model_version) DO UPDATE SET last_seen = excluded.last_seen "
                    "WHERE models.last_seen < excluded.last_seen",
                    {model, seen, seen}));
  }
  return Ok{};
}

Status add_figures(store::Connection& sql, const RuntimeKey& key, const std::string& gateway,
                   log::RuntimeFigures figures) {
  GS_TRY(const auto rows, sql.query("SELECT figures FROM runtime WHERE model = $1 AND minute = $2 "
                                    "AND gateway = $3",
                                    {key.model, key.minute, gateway}));
  if (!rows.empty()) {
    // Figures that cannot be read are lost either way; the segments still hold the decisions.
    if (const auto before = log::parse_runtime_figures(rows[0][0].text())) figures.merge(*before);
  }
  GS_TRY(const std::string text, canonical_json(log::to_json(figures)));
  GS_CHECK_OK(
      sql.execute("INSERT INTO runtime (model, minute, gateway, figures) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT (model, minute, gateway) "
                  "DO UPDATE SET figures = excluded.figures",
                  {key.model, key.minute, gateway, text}));
  return Ok{};
}

// Callers make up names of models; only those that evidence or a model server knows are counted on
// their own.
Result<std::set<std::string>> known_models(store::Connection& sql, const PreparedSegment& segment) {
  std::set<std::string> known = {""};
  for (const auto& [key, figures] : segment.runtime) {
    if (known.contains(key.model)) continue;
    GS_TRY(const auto rows,
           sql.query("SELECT 1 FROM models WHERE model_version = $1", {key.model}));
    if (!rows.empty()) known.insert(key.model);
  }
  return known;
}

Status add_runtime(store::Connection& sql, const PreparedSegment& segment) {
  GS_CHECK_OK(add_models(sql, segment.models));
  GS_TRY(const auto known, known_models(sql, segment));
  std::map<RuntimeKey, log::RuntimeFigures> counted;
  for (const auto& [key, figures] : segment.runtime) {
    const bool is_known = known.contains(key.model);
    counted[{is_known ? key.model : std::string(kOtherModels), key.minute}].merge(figures);
  }
  for (auto& [key, figures] : counted) {
    GS_CHECK_OK(add_figures(sql, key, segment.seal.gateway, std::move(figures)));
  }
  return Ok{};
}

}  // namespace

Result<IngestedSegment> ingest_segment(log::Batch& batch, store::Blobs& blobs,
                                       const PreparedSegment& segment, const log::Actor& actor) {
  const journal::Seal& seal = segment.seal;
  GS_TRY(const auto same, leaf_of(batch.sql(), seal));
  if (same) return IngestedSegment{*same, false};
  GS_TRY(const auto newest, newest_of(batch.sql(), seal.gateway));
  GS_CHECK_OK(check_continues(seal, newest));

  GS_TRY(const Sha256Digest blob, blobs.put(batch.sql(), segment.compressed));
  GS_TRY(const uint64_t leaf, batch.commit_leaf("decision_segment", actor, leaf_fields(seal)));
  GS_CHECK_OK(insert_row(batch.sql(), leaf, segment, blob));
  for (const json::object& event : segment.audit) {
    GS_CHECK_OK(commit_audit_event(batch, seal.gateway, event));
  }
  GS_CHECK_OK(add_runtime(batch.sql(), segment));
  return IngestedSegment{leaf, true};
}

}  // namespace gs::res
