#include "base/hex.h"

#include <gtest/gtest.h>

#include <string>

namespace gs {
namespace {

TEST(Hex, ReadsWhatToHexWrites) {
  for (const char* text : {"", "a", "hello"}) {
    EXPECT_EQ(sha256_from_hex(sha256_hex(text)), sha256(text));
  }
}

TEST(Hex, RefusesEverythingElse) {
  const std::string good = sha256_hex("x");
  std::string upper = good, other = good, zero = good;
  upper[good.find_first_of("abcdef")] = 'A';
  other[10] = 'g';
  zero[0] = '\0';
  for (const std::string& text : {std::string(), good.substr(1), good + "0", upper, other, zero}) {
    EXPECT_FALSE(sha256_from_hex(text)) << text;
  }
}

}  // namespace
}  // namespace gs
