#include "res/api/content_endpoints.h"

#include <boost/json/array.hpp>

#include "http/problem.h"
#include "res/api/answers.h"
#include "res/api/content_headers.h"
#include "res/api/query.h"
#include "res/evidence/content.h"
#include "res/evidence/retention.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr char kUntyped[] = "application/octet-stream";

http::Response stored_answer(std::string_view id, const StoredContent& stored) {
  const EvidenceContent& content = stored.content;
  const json::object body{{"id", id},
                          {"sha256", to_hex(content.digest)},
                          {"size", content.size},
                          {"content_type", content.content_type},
                          {"leaf_index", content.leaf_index}};
  http::Response response = json_answer(body, stored.created ? 201 : 200);
  response.with_header("etag", etag_of(content.digest));
  return response;
}

// What somebody uploaded is shown by no browser as a page of this service.
void add_content_headers(http::Response& response, const EvidenceContent& content) {
  response.content_type = content.content_type;
  response.with_header("etag", etag_of(content.digest))
      .with_header("accept-ranges", "bytes")
      .with_header("repr-digest", digest_field(content.digest))
      .with_header("cache-control", "private, no-cache")
      .with_header("content-disposition", "attachment")
      .with_header("x-content-type-options", "nosniff")
      .with_header("content-security-policy", "sandbox; default-src 'none'");
}

// The range that applies: not when the caller's copy is of other bytes.
std::optional<ByteRange> range_of(const http::Request& request, const EvidenceContent& content) {
  if (!request.has_header("range")) return std::nullopt;
  if (request.has_header("if-range") && request.header("if-range") != etag_of(content.digest)) {
    return std::nullopt;
  }
  return parse_range(request.header("range"), content.size);
}

http::Response not_satisfiable(uint64_t size) {
  http::Response response = http::problem(
      416, "range-not-satisfiable", "the range begins beyond the end of the content", "Range");
  response.with_header("content-range", "bytes */" + std::to_string(size));
  return response;
}

// The reason that an erasure must have, from the body {"reason": ...} or from ?reason=.
tl::expected<std::string, http::Response> reason_of(const Call& call) {
  auto query = Query::parse(call.request.query);
  if (!query) return tl::unexpected(problem_of(query.error()));
  if (call.request.body.empty()) return query->text("reason");
  auto body = read_body(call.request, call.api.values.json);
  if (!body) return tl::unexpected(std::move(body).error());
  const json::value* reason = body->get_object().if_contains("reason");
  if (reason == nullptr || !reason->is_string()) {
    return tl::unexpected(problem_of({ErrorCode::kInvalidInput, "must be a string", "reason"}));
  }
  return std::string(reason->get_string());
}

http::Response erased_answer(const Erasure& erasure) {
  json::array leaves;
  for (const uint64_t leaf : erasure.leaves) leaves.push_back(leaf);
  json::object body{{"erased_leaves", std::move(leaves)}, {"retention_leaf", nullptr}};
  if (erasure.retention_leaf) body["retention_leaf"] = *erasure.retention_leaf;
  return json_answer(body);
}

}  // namespace

http::Task<http::Response> put_evidence_content(Call* call) {
  const http::Request& request = call->request;
  Status digest_holds;
  const std::function<void()> work = [&] {
    digest_holds = check_content_digest(request.header("content-digest"), sha256(request.body));
  };
  co_await aside(call, work);
  if (!digest_holds) co_return problem_of(digest_holds.error());
  const std::string id(parameter(*call, "id"));
  std::string type(request.header("content-type"));
  if (type.empty()) type = kUntyped;
  StoredContent stored;
  log::Operation operation = [&](log::Batch& batch) -> Status {
    GS_TRY(stored, put_content(batch, call->api.blobs, id, request.body, type, call->actor));
    return Ok{};
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  co_return stored_answer(id, stored);
}

Result<http::Response> get_evidence_content(const Call& call) {
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const Evidence evidence, find_evidence(*connection, parameter(call, "id")));
  if (evidence.erased) return gone("the evidence was erased with its content");
  if (!evidence.content) return not_found("no content was uploaded for this evidence");
  const EvidenceContent& content = *evidence.content;
  http::Response response;
  add_content_headers(response, content);
  if (has_etag(call.request.header("if-none-match"), etag_of(content.digest))) {
    response.status = 304;
    return response;
  }
  const std::optional<ByteRange> range = range_of(call.request, content);
  if (range && !range->satisfiable) return not_satisfiable(content.size);
  if (!range) {
    GS_TRY(response.body, read_content(*connection, call.api.blobs, evidence));
    return response;
  }
  GS_TRY(response.body,
         read_content(*connection, call.api.blobs, evidence, range->offset, range->length));
  response.status = 206;
  response.with_header("content-range", "bytes " + std::to_string(range->offset) + "-" +
                                            std::to_string(range->offset + range->length - 1) +
                                            "/" + std::to_string(content.size));
  return response;
}

http::Task<http::Response> delete_evidence_content(Call* call) {
  const auto reason = reason_of(*call);
  if (!reason) co_return reason.error();
  const std::string id(parameter(*call, "id"));
  Erasure erasure;
  log::Operation operation = [&](log::Batch& batch) -> Status {
    GS_TRY(erasure, erase_evidence(batch, id, *reason, call->actor));
    return Ok{};
  };
  const Status committed = co_await commit(call, std::move(operation));
  if (!committed) co_return refused(*call, committed.error());
  Status finished;
  const std::function<void()> work = [&] {
    finished = finish_erasure(call->api.log, call->api.database, call->api.blobs, erasure);
  };
  co_await aside(call, work);
  if (!finished) co_return refused(*call, finished.error());
  co_return erased_answer(erasure);
}

}  // namespace gs::res
