#include "service/pages.h"

#include <gtest/gtest.h>

namespace gs::service {
namespace {

TEST(Pages, ASpecificationBecomesJson) {
  auto json = openapi_json("openapi: 3.1.0\ninfo: {title: T, version: '1'}\n");
  ASSERT_TRUE(json) << json.error().to_string();
  EXPECT_EQ(*json, R"({"openapi":"3.1.0","info":{"title":"T","version":"1"}})");
}

TEST(Pages, ABrokenSpecificationIsNamedWithItsPlace) {
  auto json = openapi_json("openapi: [\n");
  ASSERT_FALSE(json);
  EXPECT_NE(json.error().message.find("openapi.yaml"), std::string::npos) << json.error().message;
}

// The page may run its own script and talk to its own server: nothing else.
TEST(Pages, ThePageOfTheDocumentationLoadsNothingFromElsewhere) {
  const http::Response page = docs();
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  ASSERT_EQ(page.headers.size(), 1U);
  EXPECT_EQ(page.headers[0].first, "content-security-policy");
  EXPECT_EQ(page.headers[0].second.find("default-src 'none'"), 0U);
  EXPECT_NE(page.body.find("fetch(\"/openapi.json\")"), std::string::npos);
  for (const char* from_elsewhere : {"src=\"http", "href=\"http", "import("}) {
    EXPECT_EQ(page.body.find(from_elsewhere), std::string::npos) << from_elsewhere;
  }
}

}  // namespace
}  // namespace gs::service
