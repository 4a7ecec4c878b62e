// The header fields of uploads and downloads.
//   RFC 9530 Content-Digest, Repr-Digest; RFC 9110 section 14 Range, section 13 If-None-Match
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "http/message.h"

namespace gs::res {

// Whether the bytes are those of the header's sha-256, where it has one. kInvalidInput (where =
// "Content-Digest"): they are not, or the header cannot be read.
Status check_content_digest(std::string_view header, const Sha256Digest& actual);
std::string digest_field(const Sha256Digest& digest);  // "sha-256=:<base64>:"

std::string etag_of(const Sha256Digest& digest);  // "\"<hex>\""
// Whether a list of entity tags (or "*") has this one.
bool has_etag(std::string_view list, std::string_view etag);

// A single range of bytes, as asked for.
struct ByteRange {
  uint64_t offset = 0;
  uint64_t length = 0;
  bool satisfiable = true;  // false: it lies beyond the end
};
// "bytes=0-499", "bytes=500-", "bytes=-500". Nothing: several ranges, another unit, or no range at
// all; then the whole is answered, as RFC 9110 allows.
std::optional<ByteRange> parse_range(std::string_view header, uint64_t size);

}  // namespace gs::res
