#include "gate/sign_off.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "gate/artifact_fields.h"

namespace gs::gate {
namespace {

namespace json = boost::json;

// Clocks of two machines may differ by this much.
constexpr std::chrono::minutes kClockSkew{5};

Result<std::string> text_at(const json::object& predicate, std::string_view name) {
  const std::string field = "predicate." + std::string(name);
  GS_TRY(const json::value* value, require_member(predicate, name, field));
  return read_text(*value, field);
}

Result<SignOff> read_statement(std::string_view payload) {
  GS_TRY(ledger::Statement statement, ledger::Statement::parse(payload));
  if (statement.predicate_type != kSignOffPredicate) {
    return fail(ErrorCode::kInvalidInput, "must be " + std::string(kSignOffPredicate),
                "predicateType");
  }
  SignOff sign_off;
  GS_TRY(sign_off.role, text_at(statement.predicate, "role"));
  GS_TRY(const json::value* time,
         require_member(statement.predicate, "signed_at", "predicate.signed_at"));
  GS_TRY(sign_off.signed_at, read_time(*time, "predicate.signed_at"));
  if (statement.predicate.contains("model")) {
    GS_TRY(sign_off.model, text_at(statement.predicate, "model"));
  }
  if (statement.predicate.contains("comment")) {
    GS_TRY(sign_off.comment, text_at(statement.predicate, "comment"));
  }
  sign_off.artifacts = std::move(statement.subjects);
  return sign_off;
}

}  // namespace

bool SignOff::covers(std::string_view sha256) const {
  return std::any_of(artifacts.begin(), artifacts.end(),
                     [sha256](const ledger::Subject& subject) { return subject.sha256 == sha256; });
}

std::string key_hint(const ledger::VerifierKey& key) {
  return key.to_vkey().substr(0, key.name.size() + 1 + 8);
}

Result<ledger::DsseEnvelope> sign(const SignOff& sign_off, const ledger::NoteSigner& signer) {
  if (sign_off.role.empty()) return fail(ErrorCode::kInvalidInput, "must not be empty", "role");
  if (sign_off.artifacts.empty() || sign_off.artifacts.size() > ledger::kMaxSubjects) {
    return fail(ErrorCode::kInvalidInput,
                "must be 1 to " + std::to_string(ledger::kMaxSubjects) + " artifacts", "artifact");
  }
  ledger::Statement statement;
  statement.subjects = sign_off.artifacts;
  statement.predicate_type = std::string(kSignOffPredicate);
  statement.predicate = {{"role", sign_off.role}, {"signed_at", to_rfc3339(sign_off.signed_at)}};
  if (!sign_off.model.empty()) statement.predicate["model"] = sign_off.model;
  if (!sign_off.comment.empty()) statement.predicate["comment"] = sign_off.comment;
  GS_TRY(std::string payload, statement.to_json());
  return ledger::sign_dsse(std::string(ledger::kInTotoPayloadType), std::move(payload),
                           signer.key(), key_hint(signer.verifier()));
}

Result<SignOff> verify_sign_off(std::string_view text, std::span<const TrustedKey> keys,
                                WallTime now) {
  GS_TRY(const ledger::DsseEnvelope envelope, ledger::DsseEnvelope::parse(text));
  if (envelope.payload_type != ledger::kInTotoPayloadType) {
    return fail(ErrorCode::kInvalidInput, "must be " + std::string(ledger::kInTotoPayloadType),
                "payloadType");
  }
  GS_TRY(SignOff sign_off, read_statement(envelope.payload));
  const auto trusted = std::find_if(keys.begin(), keys.end(), [&](const TrustedKey& key) {
    return key.role == sign_off.role && envelope.verify(key.key.key);
  });
  if (trusted == keys.end()) {
    return fail(ErrorCode::kInvalidInput, "is not signed by a key of " + sign_off.role);
  }
  if (sign_off.signed_at > now + kClockSkew) {
    return fail(ErrorCode::kInvalidInput, "is signed at a time that has not come",
                "predicate.signed_at");
  }
  sign_off.signer = trusted->key.name;
  return sign_off;
}

}  // namespace gs::gate
