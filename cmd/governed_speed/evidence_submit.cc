// governed-speed evidence submit.
#include <boost/json/object.hpp>

#include <iostream>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"
#include "governed_speed/published_log.h"

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

// JSON as it stands, or a file of it.
Result<json::value> metadata_from(const std::string& given, Files& files) {
  std::string text = given;
  if (given.find_first_not_of(" \t\r\n") != std::string::npos &&
      given[given.find_first_not_of(" \t\r\n")] != '{') {
    GS_TRY(text, files.read(given));
  }
  auto parsed = parse_json(text);
  if (!parsed) return fail(ErrorCode::kInvalidInput, parsed.error().to_string(), "--metadata");
  return *std::move(parsed);
}

Result<std::string> request_body(const EvidenceSubmitOptions& options, Files& files) {
  json::object body{
      {"artifactType", options.type}, {"modelVersion", options.model}, {"contentRef", options.ref}};
  if (!options.metadata.empty()) {
    GS_TRY(body["metadata"], metadata_from(options.metadata, files));
  }
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

Status upload(http::BlockingClient& client, const std::string& id,
              const EvidenceSubmitOptions& options, const std::string& bytes) {
  const Sha256Digest digest = sha256(bytes);
  const std::string encoded =
      base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  GS_TRY(const auto answer,
         client.send(http::Method::kPut, "/evidence/" + id + "/content", options.content_type,
                     bytes, {{"Content-Digest", "sha-256=:" + encoded + ":"}}));
  if (answer.status >= 200 && answer.status < 300) return Ok{};
  return fail(ErrorCode::kInvalidInput, problem_text(answer), options.content);
}

void print(const json::object& evidence, bool as_json) {
  if (as_json) {
    std::cout << to_json_text(evidence) << '\n';
    return;
  }
  for (const char* name : {"id", "evidence_hash", "stored_at", "leaf_index"}) {
    const auto* value = evidence.if_contains(name);
    if (value == nullptr) continue;
    std::cout << name << ' '
              << (value->is_string() ? std::string(value->as_string()) : to_json_text(*value))
              << '\n';
  }
}

// 0, or 1 when the service refuses.
Result<int> submit(const EvidenceSubmitOptions& options, Files& files) {
  GS_TRY(const std::string body, request_body(options, files));
  std::string content;
  if (!options.content.empty()) {
    GS_TRY(content, files.read(options.content));
  }
  GS_TRY(const auto client, service_client(options.res, options.key_file, options.ca_file));
  GS_TRY(const auto answer,
         client->send(http::Method::kPost, "/evidence", "application/json", body));
  if (answer.status != 200 && answer.status != 201) {
    std::cerr << "error: " << problem_text(answer) << '\n';
    return 1;
  }
  GS_TRY(const json::object evidence, object_of(answer));
  const std::string id(evidence.at("id").as_string());
  if (!options.content.empty()) {
    if (const Status done = upload(*client, id, options, content); !done) {
      std::cerr << "error: " << done.error().to_string() << '\n';
      return 1;
    }
  }
  print(evidence, options.json);
  if (!options.wait_proof) return 0;
  GS_TRY(const std::string proof, wait_for_proof(*client, id));
  if (options.output.empty()) {
    std::cout << proof;
  } else {
    GS_CHECK_OK(files.replace(options.output, proof));
  }
  return 0;
}

}  // namespace

int evidence_submit(const EvidenceSubmitOptions& options) {
  PosixFiles files;
  const auto done = submit(options, files);
  return done ? *done : usage_error(done.error().to_string());
}

}  // namespace gs::command
