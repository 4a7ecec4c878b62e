// The bytes behind an evidence: uploaded once, committed by a record of their own.
//
// The record's content is {evidence_id, sha256, size, content_type}; its leaf holds a salted digest
// of that, so the bytes cannot be guessed back from the log either.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "res/evidence/evidence.h"
#include "res/log/log.h"
#include "res/store/blobs.h"

namespace gs::res {

inline constexpr size_t kMaxContentTypeBytes = 256;

struct StoredContent {
  EvidenceContent content;
  bool created = false;  // false: the same bytes were there
};
// The blob is durable before the row that names it. kNotFound: no such evidence, or it was erased;
// kAlreadyExists: other bytes are there; kInvalidInput: a content type that is none
// ("Content-Type"). The same bytes with another content type keep the first.
Result<StoredContent> put_content(log::Batch& batch, store::Blobs& blobs, std::string_view id,
                                  std::string_view bytes, std::string_view content_type,
                                  const log::Actor& actor);

// Up to `length` bytes from `offset`; a range that begins at or beyond the end is kInvalidInput
// ("Range"; answer 416) unless the content is empty and offset 0. kNotFound: nothing was uploaded.
Result<std::string> read_content(store::Connection& connection, store::Blobs& blobs,
                                 const Evidence& evidence, uint64_t offset = 0,
                                 uint64_t length = UINT64_MAX);

}  // namespace gs::res
