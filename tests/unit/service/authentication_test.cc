#include "service/authentication.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace gs::service {
namespace {

constexpr char kKey[] = "a-key-of-this-test-alone";

std::unique_ptr<Authentication> with_roles(const Clock& clock, const std::string& roles) {
  auto ring = auth::KeyRing::load(
      R"({"keys":[{"id":"one","sha256":")" + sha256_hex(kKey) + R"(","roles":[)" + roles + "]}]}",
      "keys.json");
  EXPECT_TRUE(ring) << ring.error().to_string();
  return std::make_unique<Authentication>(clock,
                                          std::make_shared<const auth::KeyRing>(*std::move(ring)));
}

struct Row {
  std::string roles;
  auth::RoleSet asked;
  int status;
};

TEST(Authentication, OneOfTheRolesIsEnough) {
  using enum auth::Role;
  const SystemClock clock;
  const Row rows[] = {
      {R"("reader")", {kReader, kAuditor}, 200}, {R"("auditor")", {kReader, kAuditor}, 200},
      {R"("admin")", {kReader, kAuditor}, 200},  {R"("submitter")", {kReader, kAuditor}, 403},
      {R"("caller")", {kSubmitter}, 403},        {R"("submitter", "reader")", {kSubmitter}, 200},
      {R"("reader","auditor")", {kAdmin}, 403},  {R"("admin")", {kAdmin}, 200},
  };
  const http::HeaderField field{"x-api-key", kKey};
  http::Request request;
  request.headers = {&field, 1};
  for (const Row& row : rows) {
    const auto authentication = with_roles(clock, row.roles);
    const auto caller = authentication->identify(row.asked, request);
    EXPECT_EQ(caller ? 200 : caller.error().problem().status, row.status) << row.roles;
    EXPECT_EQ(caller ? caller->id : "one", "one");
  }
}

TEST(Authentication, ARefusalNamesTheRolesThatWouldDo) {
  const SystemClock clock;
  const auto authentication = with_roles(clock, R"("caller")");
  const http::HeaderField field{"x-api-key", kKey};
  http::Request request;
  request.headers = {&field, 1};
  const auto caller =
      authentication->identify({auth::Role::kReader, auth::Role::kAuditor}, request);
  ASSERT_FALSE(caller);
  EXPECT_NE(caller.error().detail.find("reader or auditor"), std::string::npos)
      << caller.error().detail;
  EXPECT_EQ(caller.error().principal, "one");
}

TEST(Authentication, WithoutAKeyIsAnotherAnswer) {
  const SystemClock clock;
  const auto authentication = with_roles(clock, R"("admin")");
  const auto caller = authentication->identify(auth::Role::kReader, http::Request());
  ASSERT_FALSE(caller);
  EXPECT_EQ(caller.error().problem().status, 401);
}

}  // namespace
}  // namespace gs::service
