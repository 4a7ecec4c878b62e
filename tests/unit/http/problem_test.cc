#include "http/problem.h"

#include <gtest/gtest.h>

namespace gs::http {
namespace {

TEST(Problem, HasTheMembersOfTheRfc) {
  const Response response =
      problem(422, "unknown-purpose", "purpose \"x\"\n is unknown", "context.purpose");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            "{\"type\":\"/problems/unknown-purpose\",\"title\":\"Unknown purpose\",\"status\":422,"
            "\"detail\":\"purpose \\\"x\\\"\\n is unknown\",\"field\":\"context.purpose\"}");
}

TEST(Problem, FieldIsOptional) {
  EXPECT_EQ(
      problem(404, "not-found", "d").body,
      "{\"type\":\"/problems/not-found\",\"title\":\"Not found\",\"status\":404,\"detail\":\"d\"}");
}

}  // namespace
}  // namespace gs::http
