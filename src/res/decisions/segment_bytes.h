// Segments as they are stored: one zstd frame (RFC 8878) with its size and checksum.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gs::res {

inline constexpr size_t kMaxSegmentBytes = 80 * 1024 * 1024;

Result<std::string> compress_segment(std::string_view bytes);
// kInternal: bytes that compress_segment() did not write, or of more than kMaxSegmentBytes.
Result<std::string> decompress_segment(std::string_view compressed);

}  // namespace gs::res
