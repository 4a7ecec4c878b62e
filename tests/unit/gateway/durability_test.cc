#include "gateway/durability.h"

#include <gtest/gtest.h>

namespace gs::gateway {
namespace {

using policy::Action;
using settings::Durability;

TEST(Durability, SaysWhatWaits) {
  const struct {
    Durability durability;
    Action action;
    bool effect, answer;
  } rows[] = {
      {Durability::kStrict, Action::kAllow, false, true},
      {Durability::kStrict, Action::kFlag, false, true},
      {Durability::kStrict, Action::kMask, true, true},
      {Durability::kStrict, Action::kSummarize, true, true},
      {Durability::kStrict, Action::kSafeMode, true, true},
      {Durability::kStrict, Action::kBlock, true, true},
      {Durability::kStrictAll, Action::kAllow, true, true},
      {Durability::kStrictAll, Action::kFlag, true, true},
      {Durability::kStrictAll, Action::kBlock, true, true},
      {Durability::kRelaxed, Action::kAllow, false, false},
      {Durability::kRelaxed, Action::kBlock, false, false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(waits_for_effect(row.durability, row.action), row.effect)
        << static_cast<int>(row.durability) << " " << policy::to_string(row.action);
    EXPECT_EQ(waits_for_answer(row.durability), row.answer);
  }
}

}  // namespace
}  // namespace gs::gateway
