#include "base/crc32c.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace gs {
namespace {

std::string counting(int first, int step) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes.push_back(static_cast<char>(first + i * step));
  return bytes;
}

// RFC 3720 appendix B.4, and the check value of the CRC catalogue.
TEST(Crc32c, HasThePublishedValues) {
  const struct {
    std::string bytes;
    uint32_t crc;
  } rows[] = {
      {"", 0},
      {"123456789", 0xE3069283},
      {std::string(32, '\0'), 0x8A9136AA},
      {std::string(32, '\xFF'), 0x62A8AB43},
      {counting(0, 1), 0x46DD794E},
      {counting(31, -1), 0x113FDB5C},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(crc32c(row.bytes), row.crc);
    EXPECT_EQ(crc32c_by_tables(row.bytes), row.crc);
  }
}

TEST(Crc32c, IsTheSameByInstructionByTablesAndInPieces) {
  std::mt19937 random(1);
  for (size_t size = 0; size < 100; ++size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(random()));
    const uint32_t whole = crc32c(bytes);
    EXPECT_EQ(crc32c_by_tables(bytes), whole);
    for (size_t cut = 0; cut <= size; ++cut) {
      const std::string_view view = bytes;
      EXPECT_EQ(crc32c(view.substr(cut), crc32c(view.substr(0, cut))), whole);
    }
  }
}

}  // namespace
}  // namespace gs
