#include "evaluate/bootstrap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace gs::evaluate {
namespace {

std::optional<double> share_of_second(std::span<const uint64_t> counts) {
  return static_cast<double>(counts[1]) / static_cast<double>(counts[0] + counts[1]);
}

TEST(Bootstrap, TheSeedDecides) {
  const std::vector<uint64_t> counts{70, 30};
  const auto one = bootstrap(counts, share_of_second, {1, 500});
  const auto same = bootstrap(counts, share_of_second, {1, 500});
  const auto other = bootstrap(counts, share_of_second, {2, 500});
  ASSERT_TRUE(one && same && other);
  EXPECT_EQ(one->low, same->low);
  EXPECT_EQ(one->high, same->high);
  EXPECT_NE(one->low + one->high, other->low + other->high);
}

// The second opinion: rows drawn one by one.
TEST(Bootstrap, AgreesWithDrawingRows) {
  const std::vector<uint64_t> counts{140, 60};
  const auto fast = bootstrap(counts, share_of_second, {3, 20'000});
  ASSERT_TRUE(fast);
  std::mt19937_64 random(4);
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) {
    int second = 0;
    for (int row = 0; row < 200; ++row) second += random() % 200 < 60 ? 1 : 0;
    values.push_back(second / 200.0);
  }
  std::sort(values.begin(), values.end());
  EXPECT_NEAR(fast->low, values[500], 0.006);
  EXPECT_NEAR(fast->high, values[19'499], 0.006);
}

TEST(Bootstrap, EveryDrawHasAllRows) {
  const std::vector<uint64_t> counts{0, 5, 0, 1, 94, 0};
  bootstrap(counts,
            [](std::span<const uint64_t> drawn) {
              uint64_t total = 0;
              for (const uint64_t count : drawn) total += count;
              EXPECT_EQ(total, 100u);
              EXPECT_EQ(drawn[0] + drawn[2] + drawn[5], 0u);
              return std::optional<double>(0);
            },
            {1, 200});
}

TEST(Bootstrap, NothingOfNothing) {
  EXPECT_FALSE(bootstrap(std::vector<uint64_t>{}, share_of_second, {}));
  EXPECT_FALSE(
      bootstrap(std::vector<uint64_t>{1, 1}, [](auto) { return std::optional<double>(); }, {}));
}

}  // namespace
}  // namespace gs::evaluate
