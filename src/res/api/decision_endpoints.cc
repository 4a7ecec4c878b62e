#include "res/api/decision_endpoints.h"

#include "base/digest.h"
#include "base/json_writer.h"
#include "journal/segment.h"
#include "res/api/answers.h"
#include "res/api/proofs.h"
#include "res/api/query.h"
#include "res/decisions/decision_reader.h"
#include "res/decisions/ingest.h"

namespace gs::res {
namespace {

namespace json = boost::json;

Result<journal::Seal> seal_of(const http::Request& request) {
  const auto text = base64_decode(request.header(kSealHeader));
  if (!text || text->empty()) {
    return fail(ErrorCode::kInvalidInput, "must hold the segment's seal, JSON in base64",
                kSealHeader);
  }
  auto seal = journal::Seal::parse(*text);
  if (seal) return seal;
  return fail(ErrorCode::kInvalidInput, "holds no seal: " + seal.error().to_string(), kSealHeader);
}

Result<PreparedSegment> prepare(const http::Request& request) {
  GS_TRY(const journal::Seal seal, seal_of(request));
  return prepare_segment(seal, request.body);
}

// A record is written as the gateway wrote it: every byte of it is proved.
void append_decision(JsonWriter& out, const StoredDecision& decision) {
  out.begin_object().key("gateway").string(decision.gateway);
  out.key("seq").integer(static_cast<int64_t>(decision.seq));
  out.key("leaf_index").integer(static_cast<int64_t>(decision.leaf_index));
  out.key("decision").raw(decision.json).end_object();
}

http::Response whole_answer(JsonWriter& out) {
  http::Response response;
  response.body = out.take();
  return response;
}

// The answer for what cannot be shown; nothing for what can.
std::optional<http::Response> unseen(DecisionState state) {
  switch (state) {
    case DecisionState::kFound:
      return std::nullopt;
    case DecisionState::kPending:
      return pending("its gateway may not have sent it yet, or no published head covers it");
    case DecisionState::kErased:
      return gone("the decision was removed under its retention");
    case DecisionState::kUnknown:
      break;
  }
  return not_found("no gateway has sent a decision of that id");
}

Result<DecisionFilter> filter_of(const Query& query) {
  DecisionFilter filter;
  filter.gateway = query.text("gateway");
  filter.action = query.text("action");
  filter.phase = query.text("phase");
  filter.model = query.text("model");
  filter.rule = query.text("rule");
  filter.tenant = query.text("tenant");
  filter.cursor = query.text("cursor");
  GS_TRY(filter.from, query.time("from"));
  GS_TRY(filter.to, query.time("to"));
  GS_TRY(filter.limit, query.limit(100));
  return filter;
}

}  // namespace

http::Task<http::Response> post_segment(Call* call) {
  Result<PreparedSegment> segment = PreparedSegment();
  const std::function<void()> work = [&] { segment = prepare(call->request); };
  co_await aside(call, work);
  if (!segment) co_return refused(*call, segment.error());
  IngestedSegment stored;
  log::Operation operation = [&](log::Batch& batch) -> Status {
    GS_TRY(stored, ingest_segment(batch, call->api.blobs, *segment, call->actor));
    return Ok{};
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  const json::object body{{"segment", segment->seal.id()},
                          {"next_seq", segment->seal.next_seq()},
                          {"leaf_index", stored.leaf_index}};
  co_return json_answer(body, stored.created ? 201 : 200);
}

Result<http::Response> get_decision_list(const Call& call) {
  GS_TRY(const Query query, Query::parse(call.request.query));
  GS_TRY(const DecisionFilter filter, filter_of(query));
  GS_TRY(const DecisionPage page, call.api.decisions.list(filter));
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const StoredDecision& decision : page.items) append_decision(out, decision);
  out.end_array().key("next");
  page.next.empty() ? out.null() : out.string(page.next);
  out.end_object();
  return whole_answer(out);
}

Result<http::Response> get_decision(const Call& call) {
  GS_TRY(const DecisionLookup found, call.api.decisions.find(parameter(call, "id")));
  if (auto answer = unseen(found.state)) return *std::move(answer);
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const StoredDecision& decision : found.decisions) append_decision(out, decision);
  out.end_array().end_object();
  return whole_answer(out);
}

Result<http::Response> get_decision_proof(const Call& call) {
  const std::string_view id = parameter(call, "id");
  if (!id.ends_with(".prompt") && !id.ends_with(".output")) {
    return not_found("a proof is of one record: <exchange>.prompt or <exchange>.output");
  }
  GS_TRY(const DecisionProof found, call.api.decisions.prove(id, call.api.log.published()));
  if (auto answer = unseen(found.state)) return *std::move(answer);
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const std::string leaf, log::read_leaf(*connection, found.proof.index));
  http::Response response = text_answer(found.proof.to_text(), kPlainText);
  response.with_header(kLeafHeader, base64_encode(leaf));
  return response;
}

}  // namespace gs::res
