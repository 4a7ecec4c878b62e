#include "policy/guard_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(GuardNames, EachOnceInOrder) {
  EXPECT_THAT(guard_names("when: guard.b > 0.5 and prompt.guard.a_1 > 0.1 or guard.b < 1"),
              ElementsAre("b", "a_1"));
}

TEST(GuardNames, NamesOnly) {
  EXPECT_THAT(guard_names("myguard.x, guard.1, guard., guard"), IsEmpty());
}

}  // namespace
}  // namespace gs::policy
