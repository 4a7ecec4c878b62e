#include "base/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace gs {
namespace {

using std::chrono::milliseconds;

TEST(Ids, UuidHasTheLayoutOfRfc9562) {
  // The time of the example in RFC 9562, appendix A.6.
  const std::string id = new_uuid_v7(WallTime(milliseconds(0x017F22E279B0)));
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_EQ(id[18], '-');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
  EXPECT_EQ(id[23], '-');
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos) << id;
}

TEST(Ids, UuidsSortByTime) {
  std::string last;
  for (int i = 0; i < 300; ++i) {
    const std::string id = new_uuid_v7(WallTime(milliseconds(1'700'000'000'000 + i)));
    EXPECT_LT(last, id);
    last = id;
  }
}

TEST(Ids, UuidsOfOneMomentDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(new_uuid_v7(WallTime{}));
  EXPECT_EQ(seen.size(), 1000u);
}

}  // namespace
}  // namespace gs
