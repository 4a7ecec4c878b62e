#include "res/log/leaf.h"

#include <gtest/gtest.h>

namespace gs::res::log {
namespace {

Leaf sample() {
  return {"evidence", "018f", *from_rfc3339("2026-03-01T12:00:00.123Z"), "k1", sha256("x"), {}};
}

TEST(Leaf, IsCanonicalJson) {
  EXPECT_EQ(
      sample().to_bytes(),
      R"({"actor":"k1","digest":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",)"
      R"("id":"018f","kind":"evidence","ts":"2026-03-01T12:00:00.123Z","v":1})");
}

TEST(Leaf, IsReadBack) {
  Leaf leaf = sample();
  leaf.fields = {{"gateway", "g"}, {"first_seq", 5}};
  auto bytes = leaf.to_bytes();
  ASSERT_TRUE(bytes);
  auto again = Leaf::parse(*bytes);
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->to_bytes(), *bytes);
  EXPECT_EQ(again->digest, leaf.digest);
  EXPECT_EQ(again->fields.at("gateway"), "g");
}

TEST(Leaf, RefusesWhatIsNone) {
  for (const auto& [bytes, where] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"v":2})", "v"},
           {R"({"v":1})", "kind"},
           {R"({"v":1,"kind":"k","id":5})", "id"},
           {R"({"v":1,"kind":"k","id":"i","actor":"a","ts":"yesterday"})", "ts"},
           {R"({"v":1,"kind":"k","id":"i","actor":"a","ts":"2026-03-01T12:00:00Z","digest":"A"})",
            "digest"}}) {
    auto leaf = Leaf::parse(bytes);
    ASSERT_FALSE(leaf) << bytes;
    EXPECT_EQ(leaf.error().where, where);
  }
}

TEST(Leaf, RefusesToHideAMember) {
  Leaf leaf = sample();
  leaf.fields = {{"kind", "other"}};
  EXPECT_FALSE(leaf.to_bytes());
  leaf.fields = {{"text", std::string(70'000, 'x')}};
  auto large = leaf.to_bytes();
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace gs::res::log
