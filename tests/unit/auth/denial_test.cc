#include "auth/denial.h"

#include <gtest/gtest.h>

#include <set>

namespace gs::auth {
namespace {

TEST(Denial, SeparatesUnauthenticatedFromForbidden) {
  struct Row {
    Denial denial;
    std::string_view name;
    DenialKind kind;
  };
  const Row rows[] = {
      {Denial::kMissing, "missing_key", DenialKind::kUnauthenticated},
      {Denial::kMalformed, "malformed_key", DenialKind::kUnauthenticated},
      {Denial::kContradictory, "contradictory_keys", DenialKind::kUnauthenticated},
      {Denial::kUnknown, "unknown_key", DenialKind::kUnauthenticated},
      {Denial::kDisabled, "disabled_key", DenialKind::kUnauthenticated},
      {Denial::kExpired, "expired_key", DenialKind::kUnauthenticated},
      {Denial::kRole, "missing_role", DenialKind::kForbidden},
      {Denial::kModel, "model_not_allowed", DenialKind::kForbidden},
  };
  std::set<std::string_view> messages;
  for (const Row& row : rows) {
    EXPECT_EQ(to_string(row.denial), row.name);
    EXPECT_EQ(kind_of(row.denial), row.kind) << row.name;
    EXPECT_TRUE(messages.insert(message_of(row.denial)).second) << row.name;
  }
}

}  // namespace
}  // namespace gs::auth
