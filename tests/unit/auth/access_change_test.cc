#include "auth/access_change.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gs::auth {
namespace {

KeyRecord key(const std::string& id, uint8_t digest = 1) {
  KeyRecord record;
  record.principal.id = id;
  record.principal.roles = {Role::kCaller};
  record.digest.fill(digest);
  return record;
}

std::string ids_of(const boost::json::value& list) {
  std::string ids;
  for (const auto& one : list.as_array()) ids += std::string(one.at("id").as_string()) + " ";
  return ids;
}

TEST(AccessChange, NamesTheKeysAndNothingOfThem) {
  KeyRecord promoted = key("promoted", 3);
  promoted.principal.roles.insert(Role::kAdmin);
  const std::vector<KeyRecord> before = {key("stays"), key("goes"), key("renewed", 2),
                                         key("promoted", 3)};
  const std::vector<KeyRecord> now = {promoted, key("renewed", 0xab), key("stays"), key("comes")};
  const auto event = access_change(before, now);
  ASSERT_TRUE(event);
  EXPECT_EQ(ids_of(event->at("added")), "comes ");
  EXPECT_EQ(ids_of(event->at("removed")), "goes ");
  EXPECT_EQ(ids_of(event->at("changed")), "promoted renewed ");
  const std::string text = boost::json::serialize(*event);
  EXPECT_NE(text.find(R"("roles":["caller","admin"])"), std::string::npos) << text;
  EXPECT_EQ(text.find("abab"), std::string::npos) << text;
}

TEST(AccessChange, IsNothingWhereNothingHasChanged) {
  const std::vector<KeyRecord> a = {key("one"), key("two", 2)};
  const std::vector<KeyRecord> b = {key("two", 2), key("one")};
  EXPECT_FALSE(access_change(a, b));
  EXPECT_TRUE(access_change(a, {}));
}

TEST(AccessChange, SeesEveryMember) {
  const auto changed = [](auto change) {
    std::vector<KeyRecord> now = {key("k")};
    change(now[0]);
    return access_change(std::vector<KeyRecord>{key("k")}, now).has_value();
  };
  EXPECT_TRUE(changed([](KeyRecord& k) { k.disabled = true; }));
  EXPECT_TRUE(changed([](KeyRecord& k) { k.expires = WallTime(std::chrono::hours(9)); }));
  EXPECT_TRUE(changed([](KeyRecord& k) { k.principal.tenant = "t"; }));
  EXPECT_TRUE(changed([](KeyRecord& k) { k.principal.models = {{"m"}}; }));
  EXPECT_FALSE(changed([](KeyRecord&) {}));
}

}  // namespace
}  // namespace gs::auth
