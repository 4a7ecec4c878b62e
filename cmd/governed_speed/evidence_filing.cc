#include "governed_speed/evidence_filing.h"

#include <boost/json.hpp>

#include "base/digest.h"
#include "base/json.h"
#include "base/json_writer.h"

namespace gs::command {
namespace {

namespace json = boost::json;

// "<what> (<field>)" of a problem document.
std::string problem_text(const http::ClientAnswer& answer) {
  const auto body = parse_json(answer.body);
  std::string detail, field;
  if (body && body->is_object()) {
    const json::object& problem = body->as_object();
    if (const auto* text = problem.if_contains("detail"); text != nullptr && text->is_string()) {
      detail = std::string(text->as_string());
    }
    if (const auto* name = problem.if_contains("field"); name != nullptr && name->is_string()) {
      field = std::string(name->as_string());
    }
  }
  if (detail.empty()) detail = "the service answered " + std::to_string(answer.status);
  return field.empty() ? detail : detail + " (" + field + ")";
}

std::string request_body(const Filing& filing) {
  json::object body{
      {"artifactType", filing.type}, {"modelVersion", filing.model}, {"contentRef", filing.ref}};
  if (filing.metadata) body["metadata"] = *filing.metadata;
  return to_json_text(body);
}

Result<json::object> object_of(const http::ClientAnswer& answer) {
  auto body = parse_json(answer.body);
  if (!body || !body->is_object() || !body->as_object().contains("id") ||
      !body->as_object()["id"].is_string()) {
    return fail(ErrorCode::kInvalidInput, "the service answered something else than evidence");
  }
  return std::move(body->as_object());
}

// What the service says against it; empty: it took the bytes.
Result<std::string> upload(http::BlockingClient& client, const std::string& id,
                           const std::string& bytes, const std::string& content_type) {
  const Sha256Digest digest = sha256(bytes);
  const std::string encoded =
      base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  GS_TRY(const auto answer,
         client.send(http::Method::kPut, "/evidence/" + id + "/content", content_type, bytes,
                     {{"Content-Digest", "sha-256=:" + encoded + ":"}}));
  if (answer.status >= 200 && answer.status < 300) return std::string();
  return problem_text(answer);
}

}  // namespace

std::string Filed::id() const {
  return std::string(evidence.at("id").as_string());
}

Result<Filed> file_evidence(http::BlockingClient& client, const Filing& filing) {
  GS_TRY(const auto answer,
         client.send(http::Method::kPost, "/evidence", "application/json", request_body(filing)));
  Filed filed;
  if (answer.status != 200 && answer.status != 201) {
    filed.refusal = problem_text(answer);
    return filed;
  }
  GS_TRY(filed.evidence, object_of(answer));
  if (!filing.content) return filed;
  GS_TRY(filed.refusal, upload(client, filed.id(), *filing.content, filing.content_type));
  return filed;
}

}  // namespace gs::command
