#include "res/evidence/statement.h"

#include <boost/json.hpp>
#include <optional>

#include "base/digest.h"

namespace gs::res {
namespace {

namespace json = boost::json;

// Words of tools for how a run went, in the predicate's own.
constexpr std::pair<std::string_view, std::string_view> kResults[] = {
    {"pass", "PASSED"}, {"passed", "PASSED"}, {"PASSED", "PASSED"}, {"success", "PASSED"},
    {"warn", "WARNED"}, {"warned", "WARNED"}, {"WARNED", "WARNED"}, {"warning", "WARNED"},
    {"fail", "FAILED"}, {"failed", "FAILED"}, {"FAILED", "FAILED"}, {"failure", "FAILED"}};

json::object evidence_predicate(const Evidence& evidence) {
  return {{"artifactType", evidence.artifact_type},
          {"modelVersion", evidence.model_version},
          {"metadata", evidence.metadata},
          {"contentRef", evidence.content_ref}};
}

std::optional<std::string_view> stated_result(const json::object& metadata) {
  for (std::string_view name : {"result", "status", "verdict"}) {
    const json::value* value = metadata.if_contains(name);
    if (value == nullptr || !value->is_string()) continue;
    const json::string& said = value->get_string();
    for (const auto& [word, result] : kResults) {
      if (word == std::string_view(said.data(), said.size())) return result;
    }
  }
  return std::nullopt;
}

// The texts of a list; nothing when it is absent or holds anything else.
std::optional<json::array> text_list(const json::object& metadata, std::string_view name) {
  const json::value* value = metadata.if_contains(name);
  if (value == nullptr || !value->is_array()) return std::nullopt;
  for (const json::value& item : value->get_array()) {
    if (!item.is_string()) return std::nullopt;
  }
  return value->get_array();
}

// passedTests and so on as the predicate names them, or as the gate's report does.
void add_tests(json::object& predicate, const json::object& metadata, std::string_view name,
               std::string_view name_of_gate) {
  std::optional<json::array> tests = text_list(metadata, name);
  if (!tests && !name_of_gate.empty()) tests = text_list(metadata, name_of_gate);
  if (tests) predicate[name] = *std::move(tests);
}

bool has_items(const json::object& predicate, std::string_view name) {
  const json::value* list = predicate.if_contains(name);
  return list != nullptr && !list->get_array().empty();
}

json::object test_result(const Evidence& evidence) {
  json::object predicate;
  predicate["configuration"] = json::array();
  const json::object none;
  const json::object& metadata =
      evidence.metadata.is_object() ? evidence.metadata.get_object() : none;
  add_tests(predicate, metadata, "passedTests", "");
  add_tests(predicate, metadata, "warnedTests", "warnings");
  add_tests(predicate, metadata, "failedTests", "violations");
  if (const json::value* url = metadata.if_contains("url"); url != nullptr && url->is_string()) {
    predicate["url"] = *url;
  }
  if (const auto result = stated_result(metadata)) {
    predicate["result"] = *result;
  } else {
    // The predicate must have a result. What is not known to have passed has not.
    const bool failed = has_items(predicate, "failedTests");
    predicate["result"] = failed ? "FAILED" : "WARNED";
    if (!failed && !has_items(predicate, "warnedTests")) {
      predicate["warnedTests"] = json::array{"the evidence does not say how it went"};
    }
  }
  // An extension field: its name is a type URI (in-toto parsing rules), others leave it aside.
  predicate[kEvidencePredicate] = evidence_predicate(evidence);
  return predicate;
}

}  // namespace

ledger::Statement statement_of(const Evidence& evidence) {
  ledger::Statement statement;
  statement.subjects.push_back(
      {evidence.content_ref, evidence.content ? to_hex(evidence.content->digest) : evidence.id});
  const bool is_test = evidence.artifact_type == "ci_evidence";
  statement.predicate_type =
      std::string(is_test ? ledger::kTestResultPredicate : kEvidencePredicate);
  statement.predicate = is_test ? test_result(evidence) : evidence_predicate(evidence);
  return statement;
}

Result<ledger::DsseEnvelope> sign_statement(const Evidence& evidence,
                                            const ledger::NoteSigner& signer) {
  if (evidence.erased) return fail(ErrorCode::kNotFound, "this evidence was erased", "id");
  const std::string vkey = signer.verifier().to_vkey();
  const std::string key_id = vkey.substr(0, vkey.find('+') + 9);  // without the key itself
  GS_TRY(std::string payload, statement_of(evidence).to_json());
  return ledger::sign_dsse(std::string(ledger::kInTotoPayloadType), std::move(payload),
                           signer.key(), key_id);
}

}  // namespace gs::res
