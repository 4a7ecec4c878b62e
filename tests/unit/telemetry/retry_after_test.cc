#include "telemetry/retry_after.h"

#include <gtest/gtest.h>

namespace gs::telemetry {
namespace {

using std::chrono::seconds;

const WallTime kNow{seconds(784'111'777)};  // Sun, 06 Nov 1994 08:49:37 GMT, the RFC's example

TEST(RetryAfter, SecondsAndDates) {
  struct Row {
    const char* value;
    int expected;
  };
  for (const Row& row :
       {Row{"0", 0}, Row{"120", 120}, Row{"9223372036854775807", 31'536'000},
        Row{"Sun, 06 Nov 1994 08:49:37 GMT", 0}, Row{"Sun, 06 Nov 1994 08:50:37 GMT", 60},
        Row{"Sun, 06 Nov 1994 08:00:00 GMT", 0}, Row{"Mon, 07 Nov 1994 08:49:37 GMT", 86'400},
        Row{"Fri, 31 Dec 2260 23:59:59 GMT", 31'536'000}}) {
    const auto wait = parse_retry_after(row.value, kNow);
    ASSERT_TRUE(wait) << row.value;
    EXPECT_EQ(*wait, seconds(row.expected)) << row.value;
  }
}

TEST(RetryAfter, OtherTextsSayNothing) {
  for (const char* value : {"", " ", "-1", "+1", "1.5", "soon", "99999999999999999999",
                            "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                            "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 9999 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 CET"}) {
    EXPECT_FALSE(parse_retry_after(value, kNow)) << value;
  }
}

}  // namespace
}  // namespace gs::telemetry
