#include "gateway/openai/errors.h"

#include <gtest/gtest.h>

namespace gs::gateway::openai {
namespace {

TEST(ErrorsTest, WritesTheErrorObject) {
  EXPECT_EQ(error_body("server_error", "No \"model\" server", "", ""),
            R"({"error":{"message":"No \"model\" server","type":"server_error","param":null,)"
            R"("code":null}})");
  EXPECT_EQ(error_body(wrong_type("messages", "must be an array")),
            R"({"error":{"message":"'messages' must be an array","type":"invalid_request_error",)"
            R"("param":"messages","code":"invalid_type"}})");
}

TEST(ErrorsTest, TellsWhichRulesBlocked) {
  EXPECT_EQ(blocked_body({"Blocked", "messages", "0193-a", "block", {"pii", "secrets"}}),
            R"({"error":{"message":"Blocked","type":"invalid_request_error","param":"messages",)"
            R"("code":"content_filter","governance":{"decision_id":"0193-a","action":"block",)"
            R"("rules":["pii","secrets"]}}})");
}

}  // namespace
}  // namespace gs::gateway::openai
