#include "res/api/evidence_endpoints.h"

#include <boost/json/array.hpp>

#include "base/digest.h"
#include "base/json.h"
#include "res/api/answers.h"
#include "res/api/proofs.h"
#include "res/api/query.h"
#include "res/evidence/evidence.h"
#include "res/evidence/statement.h"
#include "res/risk/registry.h"

namespace gs::res {
namespace {

namespace json = boost::json;

json::value content_json(const std::optional<EvidenceContent>& content) {
  if (!content) return nullptr;
  return {{"sha256", to_hex(content->digest)},
          {"size", content->size},
          {"content_type", content->content_type},
          {"leaf_index", content->leaf_index}};
}

json::object to_json(const Evidence& evidence) {
  json::object out{{"id", evidence.id},
                   {"evidence_hash", evidence_hash(evidence.id)},
                   {"artifactType", evidence.artifact_type},
                   {"stored_at", to_rfc3339(evidence.stored_at)},
                   {"leaf_index", evidence.leaf_index},
                   {"actor", evidence.actor},
                   {"erased", evidence.erased}};
  if (evidence.erased) return out;
  out["modelVersion"] = evidence.model_version;
  out["metadata"] = evidence.metadata;
  out["contentRef"] = evidence.content_ref;
  out["content"] = content_json(evidence.content);
  return out;
}

Status check_metadata(const EvidenceRequest& request, size_t most) {
  if (request.metadata.is_null()) return Ok{};
  GS_TRY(const std::string canonical, canonical_json(request.metadata));
  if (canonical.size() <= most) return Ok{};
  return fail(ErrorCode::kTooLarge,
              "metadata is larger than " + std::to_string(most) + " bytes as canonical JSON",
              "metadata");
}

// What is done in the batch: the evidence, and the snapshot of its model where that changes it.
Status take_in(log::Batch& batch, const EvidenceRequest& request, const RiskRules& rules,
               const log::Actor& actor, StoredEvidence& stored) {
  GS_TRY(stored, submit_evidence(batch, request, actor));
  if (!stored.created) return Ok{};
  // The snapshot is the service's own work.
  GS_CHECK_OK(record_if_changed(batch, request.model_version, rules, {"system", "", ""}));
  return Ok{};
}

http::Response stored_answer(const StoredEvidence& stored, std::optional<std::string> proof) {
  json::object body{{"id", stored.id},
                    {"evidence_hash", evidence_hash(stored.id)},
                    {"stored_at", to_rfc3339(stored.stored_at)},
                    {"leaf_index", stored.leaf_index}};
  if (proof) body["proof"] = *proof;
  http::Response response = json_answer(body, stored.created ? 201 : 200);
  response.with_header("location", "/evidence/" + stored.id);
  if (proof) response.with_header("preference-applied", "wait=proof");
  return response;
}

Result<EvidenceFilter> filter_of(const Query& query) {
  EvidenceFilter filter;
  filter.model = query.text("model");
  filter.type = query.text("type");
  GS_TRY(filter.from, query.time("from"));
  GS_TRY(filter.to, query.time("to"));
  GS_TRY(filter.before, query.cursor());
  GS_TRY(filter.limit, query.limit(100));
  return filter;
}

}  // namespace

http::Task<http::Response> post_evidence(Call* call) {
  auto body = read_body(call->request, call->api.values.json);
  if (!body) co_return std::move(body).error();
  const Result<EvidenceRequest> request = parse_evidence(*body);
  if (!request) co_return problem_of(request.error());
  if (Status fits = check_metadata(*request, call->api.values.metadata_max); !fits) {
    co_return problem_of(fits.error());
  }
  const RiskRules rules = RiskRules::of(call->api.policy()->model());
  StoredEvidence stored;
  log::Operation operation = [&](log::Batch& batch) {
    return take_in(batch, *request, rules, call->actor, stored);
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  if (stored.created) call->api.metrics.evidence(request->artifact_type);
  std::optional<std::string> proof;
  if (prefers_proof(call->request)) proof = co_await wait_for_proof(call, stored.leaf_index);
  co_return stored_answer(stored, std::move(proof));
}

Result<http::Response> get_evidence_list(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  GS_TRY(const EvidenceFilter filter, filter_of(query));
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const EvidencePage page, list_evidence(*connection, filter));
  json::array items;
  for (const Evidence& evidence : page.items) items.push_back(to_json(evidence));
  json::object body{{"items", std::move(items)}, {"next", nullptr}};
  if (page.next) body["next"] = std::to_string(*page.next);
  return json_answer(body);
}

Result<http::Response> get_evidence(const Call& call) {
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const Evidence evidence, find_evidence(*connection, parameter(call, "id")));
  if (evidence.erased) return gone("the evidence was erased; its proof is still there");
  return json_answer(to_json(evidence));
}

Result<http::Response> get_evidence_proof(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  const std::string of = query.text("of");
  if (!of.empty() && of != "evidence" && of != "content") {
    return fail(ErrorCode::kInvalidInput, "must be evidence or content", "of");
  }
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const Evidence evidence, find_evidence(*connection, parameter(call, "id")));
  if (of != "content") return proof_answer(call, *connection, evidence.leaf_index);
  if (!evidence.content) return not_found("no content was uploaded for this evidence");
  return proof_answer(call, *connection, evidence.content->leaf_index);
}

Result<http::Response> get_evidence_statement(const Call& call) {
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const Evidence evidence, find_evidence(*connection, parameter(call, "id")));
  if (evidence.erased) return gone("the evidence was erased");
  GS_TRY(const ledger::DsseEnvelope envelope, sign_statement(evidence, call.api.signer));
  return text_answer(envelope.to_json(), "application/vnd.dsse.envelope.v1+json");
}

}  // namespace gs::res
