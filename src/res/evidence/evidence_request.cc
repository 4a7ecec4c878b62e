#include "res/evidence/evidence_request.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/digest.h"
#include "base/json.h"
#include "base/utf8.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr std::string_view kMembers[] = {"artifactType", "modelVersion", "metadata", "contentRef"};

std::string_view to_view(json::string_view text) {
  return {text.data(), text.size()};
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string out;
  for (std::string_view word : words) out.append(out.empty() ? "" : ", ").append(word);
  return out;
}

// A required string of 1 to `most` bytes.
Result<std::string> required_text(const json::object& body, std::string_view field, size_t most) {
  const std::string where(field);
  const json::value* value = body.if_contains(where);
  if (value == nullptr) return fail(ErrorCode::kInvalidInput, where + " is required", where);
  const json::string* text = value->if_string();
  if (text == nullptr) return fail(ErrorCode::kInvalidInput, where + " must be a string", where);
  if (text->empty()) return fail(ErrorCode::kInvalidInput, where + " must not be empty", where);
  if (text->size() > most) {
    return fail(ErrorCode::kTooLarge, where + " is longer than " + std::to_string(most) + " bytes",
                where);
  }
  const std::string_view view = to_view(*text);
  if (!is_valid_utf8(view)) return fail(ErrorCode::kInvalidInput, where + " is not UTF-8", where);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(view.begin(), view.end(), is_control)) {
    return fail(ErrorCode::kInvalidInput, where + " must not hold control characters", where);
  }
  return std::string(view);
}

Result<json::value> checked_metadata(const json::object& body) {
  const json::value* value = body.if_contains("metadata");
  if (value == nullptr || value->is_null()) return json::value();
  if (!value->is_object()) {
    return fail(ErrorCode::kInvalidInput, "metadata must be an object", "metadata");
  }
  auto canonical = canonical_json(*value);
  if (!canonical) {
    Error error = std::move(canonical).error();
    const bool bracket = error.where.starts_with('[');
    error.where = "metadata" + std::string(error.where.empty() || bracket ? "" : ".") + error.where;
    return tl::unexpected(std::move(error));
  }
  if (canonical->size() > kMaxMetadataBytes) {
    return fail(ErrorCode::kTooLarge,
                "metadata is " + std::to_string(canonical->size()) +
                    " bytes as canonical JSON, more than " + std::to_string(kMaxMetadataBytes),
                "metadata");
  }
  return *value;
}

Status check_members(const json::object& body) {
  for (const json::key_value_pair& member : body) {
    const std::string_view name = to_view(member.key());
    if (std::find(std::begin(kMembers), std::end(kMembers), name) != std::end(kMembers)) continue;
    const std::string shown = escape_for_display(name, 64);
    return fail(ErrorCode::kInvalidInput, "unknown member \"" + shown + "\"", shown);
  }
  return Ok{};
}

}  // namespace

const std::vector<std::string_view>& artifact_types() {
  static const std::vector<std::string_view> types = {
      "ci_evidence",   "eval_pack", "model_card",     "system_card", "dpia",
      "risk_register", "signoff",   "classification", "other"};
  return types;
}

std::string canonical_evidence(std::string_view artifact_type, std::string_view model_version,
                               const json::value& metadata, std::string_view content_ref) {
  const json::object evidence = {{"artifactType", artifact_type},
                                 {"modelVersion", model_version},
                                 {"metadata", metadata},
                                 {"contentRef", content_ref}};
  return canonical_json(evidence).value_or("");  // its parts were checked
}

Result<EvidenceRequest> parse_evidence(const json::value& body) {
  const json::object* members = body.if_object();
  if (members == nullptr) return fail(ErrorCode::kInvalidInput, "the body must be an object");
  EvidenceRequest request;
  GS_TRY(request.artifact_type, required_text(*members, "artifactType", kMaxModelVersionBytes));
  const std::vector<std::string_view>& types = artifact_types();
  if (std::find(types.begin(), types.end(), request.artifact_type) == types.end()) {
    return fail(ErrorCode::kInvalidInput, "artifactType must be one of " + listed(types),
                "artifactType");
  }
  GS_TRY(request.model_version, required_text(*members, "modelVersion", kMaxModelVersionBytes));
  GS_TRY(request.content_ref, required_text(*members, "contentRef", kMaxContentRefBytes));
  GS_TRY(request.metadata, checked_metadata(*members));
  GS_CHECK_OK(check_members(*members));
  request.canonical = canonical_evidence(request.artifact_type, request.model_version,
                                         request.metadata, request.content_ref);
  request.id = sha256_hex(request.canonical);
  return request;
}

std::string evidence_hash(std::string_view id) {
  return "sha256:" + std::string(id);
}

}  // namespace gs::res
