// CRC-32C (Castagnoli; polynomial 0x1EDC6F41, reflected, as in RFC 3720 appendix B.4): finds bytes
// that a disk has torn or flipped. No protection against intent.
//
// Uses the processor's instruction where it has one (SSE 4.2, ARMv8 CRC), asked at run time; tables
// otherwise.
#pragma once

#include <cstdint>
#include <string_view>

namespace gs {

// `before`: the CRC of the bytes that come before, so that
// crc32c(a + b) == crc32c(b, crc32c(a)).
uint32_t crc32c(std::string_view bytes, uint32_t before = 0);

// The same by tables alone, which is what processors without the instruction use.
uint32_t crc32c_by_tables(std::string_view bytes, uint32_t before = 0);

}  // namespace gs
