#include "base/clock.h"

#include <gtest/gtest.h>

namespace gs {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(Clock, WritesRfc3339WithMilliseconds) {
  struct Row {
    nanoseconds since_epoch;
    const char* text;
  };
  const Row rows[] = {
      {seconds(0), "1970-01-01T00:00:00.000Z"},
      {seconds(1772366400) + milliseconds(123), "2026-03-01T12:00:00.123Z"},
      {seconds(1709210096) + nanoseconds(999'999), "2024-02-29T12:34:56.000Z"},
      {-nanoseconds(1), "1969-12-31T23:59:59.999Z"},
  };
  for (const Row& row : rows) EXPECT_EQ(to_rfc3339(WallTime(row.since_epoch)), row.text);
}

TEST(Clock, ReadsRfc3339) {
  struct Row {
    const char* text;
    const char* utc;
  };
  const Row rows[] = {
      {"2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"},
      {"2026-03-01t12:00:00.1234z", "2026-03-01T12:00:00.123Z"},
      {"2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00.000Z"},
      {"2024-02-29T23:59:59-00:30", "2024-03-01T00:29:59.000Z"},
  };
  for (const Row& row : rows) {
    const auto time = from_rfc3339(row.text);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(to_rfc3339(*time), row.utc);
  }
}

TEST(Clock, RefusesWhatIsNotRfc3339) {
  for (const char* text :
       {"", "2026-03-01", "2026-03-01T12:00:00", "2026-02-29T12:00:00Z", "2026-13-01T12:00:00Z",
        "2026-03-01 12:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
        "2026-03-01T12:00:60Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00.1234567890Z",
        "2026-03-01T12:00:00+1:00", "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00Z ",
        "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "2026-3-01T12:00:00Z"}) {
    EXPECT_FALSE(from_rfc3339(text)) << text;
  }
}

TEST(Clock, ManualClockMovesOnlyWhenTold) {
  ManualClock clock(WallTime(seconds(100)));
  const SteadyTime before = clock.steady();
  EXPECT_EQ(clock.now(), WallTime(seconds(100)));
  clock.advance(seconds(5));
  EXPECT_EQ(clock.now(), WallTime(seconds(105)));
  EXPECT_EQ(clock.steady() - before, seconds(5));
}

TEST(Clock, SystemClockTellsTheSystemsTime) {
  const SystemClock clock;
  const auto before = std::chrono::system_clock::now();
  const WallTime now = clock.now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, std::chrono::system_clock::now());
  const SteadyTime first = clock.steady();
  EXPECT_GE(clock.steady(), first);
}

}  // namespace
}  // namespace gs
