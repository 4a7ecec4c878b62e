#include "policy/cel/arena.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace gs::cel {
namespace {

TEST(Arena, GivesAlignedSpaceThatStays) {
  Arena arena;
  const std::string_view first = arena.copy("first");
  for (int i = 0; i < 1000; ++i) {
    void* space = arena.allocate(33);
    ASSERT_NE(space, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(space) % 16, 0u);
  }
  EXPECT_EQ(first, "first");
}

TEST(Arena, RefusesWhatExceedsTheBudget) {
  Arena arena(100);
  EXPECT_NE(arena.allocate(64), nullptr);
  EXPECT_EQ(arena.allocate(64), nullptr);
  EXPECT_EQ(arena.allocate_array<uint64_t>(SIZE_MAX / 4), nullptr);
  EXPECT_EQ(arena.copy(std::string(101, 'x')).data(), nullptr);
  EXPECT_NE(arena.copy("").data(), nullptr);
}

TEST(Arena, CountsWorkAgainstTheBudget) {
  Arena arena(100);
  EXPECT_TRUE(arena.charge(90));
  EXPECT_FALSE(arena.charge(11));
  EXPECT_EQ(arena.allocate(1), nullptr);
  arena.reset();
  EXPECT_TRUE(arena.charge(100));
}

TEST(Arena, StopsGrowingWhenItIsReused) {
  Arena arena;
  size_t reserved = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 100; ++i) ASSERT_NE(arena.allocate(1000), nullptr);
    arena.reset();
    EXPECT_EQ(arena.used(), 0u);
    if (round > 2) {
      EXPECT_EQ(arena.reserved(), reserved) << round;
    }
    reserved = arena.reserved();
  }
}

}  // namespace
}  // namespace gs::cel
