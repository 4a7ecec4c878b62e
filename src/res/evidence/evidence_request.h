// What somebody submits as evidence, checked: the historical body {artifactType, modelVersion,
// metadata?, contentRef}.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::res {

inline constexpr size_t kMaxMetadataBytes = 64 * 1024;  // of canonical JSON
inline constexpr size_t kMaxModelVersionBytes = 256;
inline constexpr size_t kMaxContentRefBytes = 4096;

// ci_evidence, eval_pack, model_card, system_card, dpia, risk_register, signoff, classification,
// other.
const std::vector<std::string_view>& artifact_types();

// The body of POST /evidence, checked.
struct EvidenceRequest {
  std::string artifact_type;
  std::string model_version;
  boost::json::value metadata;  // an object or null
  std::string content_ref;
  std::string canonical;  // JCS({artifactType, modelVersion, metadata, contentRef})
  std::string id;         // hex SHA-256 of that
};

// kInvalidInput or kTooLarge with the field in `where` ("artifactType", "metadata.scores[2]").
// Members that are not of the contract are refused: they would not be committed.
Result<EvidenceRequest> parse_evidence(const boost::json::value& body);

// JCS({artifactType, modelVersion, metadata, contentRef}) of parts that were checked.
std::string canonical_evidence(std::string_view artifact_type, std::string_view model_version,
                               const boost::json::value& metadata, std::string_view content_ref);

// "sha256:<id>".
std::string evidence_hash(std::string_view id);

}  // namespace gs::res
