#include "base/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace gs {
namespace {

constexpr uint32_t kReflectedPolynomial = 0x82F63B78;
constexpr size_t kSlices = 8;

using Tables = std::array<std::array<uint32_t, 256>, kSlices>;

// tables[k][b]: what byte b does to the CRC k bytes further on ("slicing by 8").
constexpr Tables make_tables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kReflectedPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (size_t slice = 1; slice < kSlices; ++slice) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t previous = tables[slice - 1][byte];
      tables[slice][byte] = (previous >> 8) ^ tables[0][previous & 0xFF];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

uint32_t next_byte(uint32_t crc, char byte) {
  return (crc >> 8) ^ kTables[0][(crc ^ static_cast<uint8_t>(byte)) & 0xFF];
}

// Both take and give the inverted register, not the CRC.
uint32_t run_tables(uint32_t crc, std::string_view bytes) {
  while (bytes.size() >= kSlices) {
    uint32_t next = 0;
    for (size_t i = 0; i < kSlices; ++i) {
      const uint32_t mixed = i < 4 ? crc >> (8 * i) : 0;
      next ^= kTables[kSlices - 1 - i][(mixed ^ static_cast<uint8_t>(bytes[i])) & 0xFF];
    }
    crc = next;
    bytes.remove_prefix(kSlices);
  }
  for (const char byte : bytes) crc = next_byte(crc, byte);
  return crc;
}

#if defined(__x86_64__)

bool has_instruction() {
  return __builtin_cpu_supports("sse4.2") != 0;
}

__attribute__((target("sse4.2"))) uint32_t run_instruction(uint32_t crc, std::string_view bytes) {
  uint64_t wide = crc;
  while (bytes.size() >= sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), sizeof(word));
    wide = _mm_crc32_u64(wide, word);
    bytes.remove_prefix(sizeof(word));
  }
  crc = static_cast<uint32_t>(wide);
  for (const char byte : bytes) crc = _mm_crc32_u8(crc, static_cast<uint8_t>(byte));
  return crc;
}

#elif defined(__aarch64__) && defined(__linux__)

bool has_instruction() {
  return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
}

__attribute__((target("+crc"))) uint32_t run_instruction(uint32_t crc, std::string_view bytes) {
  while (bytes.size() >= sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), sizeof(word));
    __asm__("crc32cx %w0, %w0, %x1" : "+r"(crc) : "r"(word));
    bytes.remove_prefix(sizeof(word));
  }
  for (const char byte : bytes) {
    const uint32_t wide = static_cast<uint8_t>(byte);
    __asm__("crc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(wide));
  }
  return crc;
}

#else

bool has_instruction() {
  return false;
}
uint32_t run_instruction(uint32_t crc, std::string_view bytes) {
  return run_tables(crc, bytes);
}

#endif

}  // namespace

uint32_t crc32c(std::string_view bytes, uint32_t before) {
  static const bool instruction = has_instruction();
  return ~(instruction ? run_instruction(~before, bytes) : run_tables(~before, bytes));
}

uint32_t crc32c_by_tables(std::string_view bytes, uint32_t before) {
  return ~run_tables(~before, bytes);
}

}  // namespace gs
