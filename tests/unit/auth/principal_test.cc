#include "auth/principal.h"

#include <gtest/gtest.h>

namespace gs::auth {
namespace {

constexpr Role kAllRoles[] = {Role::kCaller, Role::kReader, Role::kSubmitter, Role::kAuditor,
                              Role::kAdmin};

TEST(Principal, RolesHaveNames) {
  EXPECT_EQ(role_names(),
            (std::vector<std::string>{"caller", "reader", "submitter", "auditor", "admin"}));
  for (Role role : kAllRoles) EXPECT_EQ(role_from(to_string(role)), role);
  EXPECT_EQ(role_from("Admin"), std::nullopt);
  EXPECT_EQ(role_from(""), std::nullopt);
}

TEST(Principal, ARoleAllowsItselfAndAdminAllowsAll) {
  for (Role held : kAllRoles) {
    for (Role needed : kAllRoles) {
      EXPECT_EQ(RoleSet({held}).allows(needed), held == needed || held == Role::kAdmin)
          << to_string(held) << " " << to_string(needed);
    }
  }
  EXPECT_FALSE(RoleSet().allows(Role::kCaller));
  EXPECT_TRUE(RoleSet().empty());
  EXPECT_FALSE(RoleSet({Role::kAdmin}).contains(Role::kReader));
}

TEST(Principal, AnonymousMayDoEverythingButIsNotTrusted) {
  const Principal anonymous = anonymous_principal();
  for (Role role : kAllRoles) EXPECT_TRUE(anonymous.roles.contains(role));
  EXPECT_EQ(anonymous.id, "");
  EXPECT_EQ(anonymous.trust_context, ContextTrust::kRaiseOnly);
  EXPECT_FALSE(anonymous.lawful_bases);
  EXPECT_TRUE(anonymous.may_use_model("any"));
}

TEST(Principal, ModelsAreAllOrThoseListed) {
  Principal principal;
  principal.models = {{"a", "b"}};
  EXPECT_TRUE(principal.may_use_model("b"));
  EXPECT_FALSE(principal.may_use_model("c"));
  principal.models = std::vector<std::string>();
  EXPECT_FALSE(principal.may_use_model("a"));
}

}  // namespace
}  // namespace gs::auth
