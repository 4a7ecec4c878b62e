#include "gateway/keyed_digest.h"

#include <gtest/gtest.h>

#include "base/faulty_files.h"

namespace gs::gateway {
namespace {

TEST(KeyedDigest, KeepsItsSecretInTheDataFolder) {
  FaultyFiles files;
  auto first = KeyedDigest::open(files, "data");
  ASSERT_TRUE(first) << first.error().to_string();
  auto again = KeyedDigest::open(files, "data");
  ASSERT_TRUE(again);
  EXPECT_EQ(first->content_hmac("text"), again->content_hmac("text"));
  auto other = KeyedDigest::open(files, "elsewhere");
  ASSERT_TRUE(other);
  EXPECT_NE(first->content_hmac("text"), other->content_hmac("text"));
}

TEST(KeyedDigest, WithoutAFolderLastsForTheProcess) {
  FaultyFiles files;
  auto one = KeyedDigest::open(files, "");
  auto two = KeyedDigest::open(files, "");
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->content_hmac("x"), two->content_hmac("x"));
  EXPECT_EQ(one->content_hmac("x").size(), 64u);
}

TEST(KeyedDigest, RefusesASecretOfTheWrongSize) {
  FaultyFiles files;
  ASSERT_TRUE(files.make_folder("data/secrets"));
  ASSERT_TRUE(files.replace("data/secrets/hmac.key", "short"));
  auto opened = KeyedDigest::open(files, "data");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().where, "data/secrets/hmac.key");
}

TEST(KeyedDigest, SpreadsCanaryBucketsEvenly) {
  KeyedDigest digest("a known secret");
  int below_five = 0;
  for (int i = 0; i < 20'000; ++i) {
    double bucket = digest.canary_bucket("exchange-" + std::to_string(i));
    ASSERT_GE(bucket, 0);
    ASSERT_LT(bucket, 100);
    below_five += bucket < 5 ? 1 : 0;
  }
  EXPECT_NEAR(below_five, 1000, 150);  // five standard deviations
  EXPECT_EQ(digest.canary_bucket("same"), digest.canary_bucket("same"));
}

}  // namespace
}  // namespace gs::gateway
