#include "res/evidence/evidence.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "res/store/conditions.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr std::string_view kSelect =
    "SELECT e.id, e.artifact_type, e.model_version, e.stored_at, e.leaf_index, e.content_leaf, "
    "e.content_digest, e.content_size, e.content_type, r.actor, r.content, r.erased_at "
    "FROM evidence e JOIN records r ON r.leaf_index = e.leaf_index";

bool is_id(std::string_view id) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return id.size() == 64 && std::all_of(id.begin(), id.end(), is_digit);
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return "";
  return std::string(value->get_string().data(), value->get_string().size());
}

std::optional<EvidenceContent> content_of(const store::Row& row) {
  if (row[5].is_null() || row[6].blob().size() != Sha256Digest().size()) return std::nullopt;
  EvidenceContent content;
  content.leaf_index = static_cast<uint64_t>(row[5].integer());
  std::copy(row[6].blob().begin(), row[6].blob().end(), content.digest.begin());
  content.size = static_cast<uint64_t>(row[7].integer());
  content.content_type = row[8].text();
  return content;
}

// What the claim says is read from the record that the leaf commits to, not from the index.
Result<Evidence> evidence_of(const store::Row& row) {
  Evidence evidence;
  evidence.id = row[0].text();
  evidence.artifact_type = row[1].text();
  evidence.model_version = row[2].text();
  evidence.stored_at = log::from_micros(row[3].integer());
  evidence.leaf_index = static_cast<uint64_t>(row[4].integer());
  evidence.actor = row[9].text();
  evidence.erased = !row[11].is_null();
  if (evidence.erased) return evidence;
  evidence.content = content_of(row);
  auto content = parse_json(row[10].text());
  if (!content || !content->is_object()) {
    return fail(ErrorCode::kInternal, "the record of this evidence is damaged",
                "leaf " + std::to_string(evidence.leaf_index));
  }
  evidence.content_ref = text_member(content->get_object(), "contentRef");
  if (const json::value* metadata = content->get_object().if_contains("metadata")) {
    evidence.metadata = *metadata;
  }
  return evidence;
}

Status add_model(log::Batch& batch, const std::string& model, int64_t now) {
  GS_CHECK_OK(batch.sql().execute(
      "INSERT INTO models (model_version, first_seen, last_seen) VALUES ($1, $2, $3) "
      "ON CONFLICT (model_version) DO UPDATE SET last_seen = excluded.last_seen "
      "WHERE models.last_seen < excluded.last_seen",
      {model, now, now}));
  return Ok{};
}

log::Draft draft_of(const EvidenceRequest& request, const log::Actor& actor) {
  return {.kind = "evidence",
          .event = "evidence_submitted",
          .subject = request.id,
          .model = request.model_version,
          .actor = actor,
          .content = {{"artifactType", request.artifact_type},
                      {"modelVersion", request.model_version},
                      {"metadata", request.metadata},
                      {"contentRef", request.content_ref}}};
}

Status check_filter(const EvidenceFilter& filter) {
  if (filter.limit < 1 || filter.limit > 1000) {
    return fail(ErrorCode::kInvalidInput, "limit must be from 1 to 1000", "limit");
  }
  const std::vector<std::string_view>& types = artifact_types();
  if (!filter.type.empty() && std::find(types.begin(), types.end(), filter.type) == types.end()) {
    return fail(ErrorCode::kInvalidInput, "type is none of the artifact types", "type");
  }
  return Ok{};
}

store::Conditions conditions_of(const EvidenceFilter& filter) {
  store::Conditions out;
  if (!filter.model.empty()) out.add("e.model_version =", filter.model);
  if (!filter.type.empty()) out.add("e.artifact_type =", filter.type);
  if (filter.from) out.add("e.stored_at >=", log::to_micros(*filter.from));
  if (filter.to) out.add("e.stored_at <", log::to_micros(*filter.to));
  if (filter.before) out.add("e.leaf_index <", *filter.before);
  return out;
}

}  // namespace

Result<StoredEvidence> submit_evidence(log::Batch& batch, const EvidenceRequest& request,
                                       const log::Actor& actor) {
  GS_TRY(const auto rows,
         batch.sql().query("SELECT e.stored_at, e.leaf_index, r.erased_at FROM evidence e "
                           "JOIN records r ON r.leaf_index = e.leaf_index WHERE e.id = $1",
                           {request.id}));
  StoredEvidence stored;
  stored.id = request.id;
  if (!rows.empty() && rows[0][2].is_null()) {
    stored.stored_at = log::from_micros(rows[0][0].integer());
    stored.leaf_index = static_cast<uint64_t>(rows[0][1].integer());
    return stored;
  }
  const int64_t now = log::to_micros(batch.now());
  GS_TRY(stored.leaf_index, batch.commit_record(draft_of(request, actor)));
  GS_CHECK_OK(batch.sql().execute(
      "INSERT INTO evidence (id, leaf_index, artifact_type, model_version, stored_at) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET "
      "leaf_index = excluded.leaf_index, model_version = excluded.model_version, "
      "stored_at = excluded.stored_at",
      {request.id, stored.leaf_index, request.artifact_type, request.model_version, now}));
  GS_CHECK_OK(add_model(batch, request.model_version, now));
  stored.stored_at = log::from_micros(now);
  stored.created = true;
  return stored;
}

Result<Evidence> find_evidence(store::Connection& connection, std::string_view id) {
  if (is_id(id)) {
    GS_TRY(const auto rows, connection.query(std::string(kSelect) + " WHERE e.id = $1", {id}));
    if (!rows.empty()) return evidence_of(rows[0]);
  }
  return fail(ErrorCode::kNotFound, "there is no evidence of this id", "id");
}

Result<EvidencePage> list_evidence(store::Connection& connection, const EvidenceFilter& filter) {
  GS_CHECK_OK(check_filter(filter));
  store::Conditions where = conditions_of(filter);
  const std::string sql = std::string(kSelect) + where.sql() +
                          " ORDER BY e.leaf_index DESC LIMIT " +
                          where.parameter(static_cast<int64_t>(filter.limit) + 1);
  GS_TRY(const auto rows, connection.query(sql, where.values()));
  EvidencePage page;
  for (const store::Row& row : rows) {
    if (page.items.size() == filter.limit) {
      page.next = page.items.back().leaf_index;
      break;
    }
    GS_TRY(Evidence evidence, evidence_of(row));
    page.items.push_back(std::move(evidence));
  }
  return page;
}

}  // namespace gs::res
