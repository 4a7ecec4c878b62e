#include "service/bad_request.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace gs::service {
namespace {

TEST(BadRequest, BecomesAProblemDocument) {
  http::Response response = bad_field("context.harm_score", "must be a number").to_response();
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  auto body = boost::json::parse(response.body).as_object();
  EXPECT_EQ(body.at("field"), "context.harm_score");
  EXPECT_EQ(body.at("status"), 422);
  EXPECT_EQ(body.at("type"), "/problems/invalid-field");
}

}  // namespace
}  // namespace gs::service
