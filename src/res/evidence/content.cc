#include "res/evidence/content.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/digest.h"

namespace gs::res {
namespace {

// type "/" subtype and parameters, as far as a header may hold it (RFC 9110, 5.5 and 8.3.1).
Status check_content_type(std::string_view type) {
  const auto is_printable = [](char c) { return c >= 0x20 && c < 0x7F; };
  if (!type.empty() && type.size() <= kMaxContentTypeBytes && type.find('/') != type.npos &&
      std::all_of(type.begin(), type.end(), is_printable)) {
    return Ok{};
  }
  return fail(ErrorCode::kInvalidInput,
              "Content-Type must be type/subtype of at most " +
                  std::to_string(kMaxContentTypeBytes) + " printable characters",
              "Content-Type");
}

log::Draft draft_of(const Evidence& evidence, const EvidenceContent& content,
                    const log::Actor& actor) {
  return {.kind = "evidence_content",
          .event = "evidence_content_uploaded",
          .subject = evidence.id,
          .model = evidence.model_version,
          .actor = actor,
          .content = {{"evidence_id", evidence.id},
                      {"sha256", to_hex(content.digest)},
                      {"size", content.size},
                      {"content_type", content.content_type}}};
}

store::Blob bytes_of(const Sha256Digest& digest) {
  return {std::string(digest.begin(), digest.end())};
}

}  // namespace

Result<StoredContent> put_content(log::Batch& batch, store::Blobs& blobs, std::string_view id,
                                  std::string_view bytes, std::string_view content_type,
                                  const log::Actor& actor) {
  GS_CHECK_OK(check_content_type(content_type));
  GS_TRY(const Evidence evidence, find_evidence(batch.sql(), id));
  if (evidence.erased) return fail(ErrorCode::kNotFound, "this evidence was erased", "id");
  if (evidence.content) {
    if (evidence.content->digest == sha256(bytes)) return StoredContent{*evidence.content, false};
    return fail(ErrorCode::kAlreadyExists, "this evidence has other content already", "id");
  }
  EvidenceContent content;
  GS_TRY(content.digest, blobs.put(batch.sql(), bytes));
  content.size = bytes.size();
  content.content_type = content_type;
  GS_TRY(content.leaf_index, batch.commit_record(draft_of(evidence, content, actor)));
  GS_CHECK_OK(batch.sql().execute(
      "UPDATE evidence SET content_leaf = $1, content_digest = $2, content_size = $3, "
      "content_type = $4 WHERE id = $5",
      {content.leaf_index, bytes_of(content.digest), content.size, content.content_type, id}));
  return StoredContent{std::move(content), true};
}

Result<std::string> read_content(store::Connection& connection, store::Blobs& blobs,
                                 const Evidence& evidence, uint64_t offset, uint64_t length) {
  if (!evidence.content) {
    return fail(ErrorCode::kNotFound, "nothing was uploaded for this evidence", "id");
  }
  const uint64_t size = evidence.content->size;
  if (offset > size || (offset == size && size > 0)) {
    return fail(ErrorCode::kInvalidInput,
                "the range begins behind the " + std::to_string(size) + " bytes of the content",
                "Range");
  }
  return blobs.get(connection, evidence.content->digest, offset, std::min(length, size - offset));
}

}  // namespace gs::res
