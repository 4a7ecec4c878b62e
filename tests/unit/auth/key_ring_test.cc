#include "auth/key_ring.h"

#include <gtest/gtest.h>

namespace gs::auth {
namespace {

const std::string kKey = "gs_one_0123456789abcdef";
const WallTime kNow = *from_rfc3339("2026-03-01T12:00:00Z");

KeyRecord record(const std::string& id, const std::string& key) {
  KeyRecord made;
  made.principal.id = id;
  made.principal.roles = {Role::kCaller};
  made.digest = sha256(key);
  return made;
}

KeyRing ring() {
  return KeyRing({record("one", kKey), record("two", "an-opaque-key-of-another")});
}

// The id of the caller, or the reason.
std::string outcome(const KeyRing& keys, const Credentials& credentials, WallTime now = kNow) {
  const auto caller = keys.identify(credentials, now);
  return caller ? (*caller)->id : std::string(to_string(caller.error()));
}

TEST(KeyRing, FindsTheOwnerOfAKey) {
  const KeyRing keys = ring();
  EXPECT_EQ(keys.size(), 2u);
  EXPECT_EQ(outcome(keys, {.authorization = "Bearer " + kKey}), "one");
  EXPECT_EQ(outcome(keys, {.authorization = "bearer   " + kKey}), "one");
  EXPECT_EQ(outcome(keys, {.api_key = kKey}), "one");
  EXPECT_EQ(outcome(keys, {.authorization = "Bearer " + kKey, .api_key = kKey}), "one");
  EXPECT_EQ(outcome(keys, {.api_key = "an-opaque-key-of-another"}), "two");
}

TEST(KeyRing, GivesEachRefusalItsReason) {
  const KeyRing keys = ring();
  EXPECT_EQ(outcome(keys, {}), "missing_key");
  const std::string other = kKey.substr(0, kKey.size() - 1) + "0";
  EXPECT_EQ(outcome(keys, {.api_key = other}), "unknown_key");
  EXPECT_EQ(outcome(keys, {.authorization = "Bearer " + kKey, .api_key = other}),
            "contradictory_keys");
  EXPECT_EQ(outcome(keys, {.authorization = "Bearer", .api_key = kKey}), "malformed_key");
  const std::string malformed[] = {"",
                                   "Bearer",
                                   "Bearer ",
                                   kKey,
                                   "Basic abc",
                                   "Bearer" + kKey,
                                   "Bearer\t" + kKey,
                                   "Bearer " + std::string(15, 'k'),
                                   "Bearer " + kKey + " x",
                                   "Bearer " + std::string(513, 'k'),
                                   "Bearer " + kKey + "\xC3\xA4"};
  for (const std::string& authorization : malformed) {
    EXPECT_EQ(outcome(keys, {.authorization = authorization}), "malformed_key") << authorization;
  }
  EXPECT_EQ(outcome(keys, {.api_key = ""}), "malformed_key");
  EXPECT_EQ(outcome(keys, {.api_key = std::string(16, 'k')}), "unknown_key");
  EXPECT_EQ(outcome(keys, {.api_key = std::string(512, 'k')}), "unknown_key");
}

TEST(KeyRing, AKeyEndsAtItsExpiry) {
  KeyRecord expiring = record("one", kKey);
  expiring.expires = kNow;
  const KeyRing keys({expiring});
  const std::chrono::nanoseconds instant(1);
  EXPECT_EQ(outcome(keys, {.api_key = kKey}, kNow - instant), "one");
  EXPECT_EQ(outcome(keys, {.api_key = kKey}, kNow), "expired_key");
}

TEST(KeyRing, ADisabledKeyIsRefused) {
  KeyRecord disabled = record("one", kKey);
  disabled.disabled = true;
  disabled.expires = kNow;
  EXPECT_EQ(outcome(KeyRing({disabled}), {.api_key = kKey}), "disabled_key");
}

TEST(KeyRing, PrincipalsOutliveTheirRing) {
  std::shared_ptr<const Principal> caller;
  {
    const KeyRing keys = ring();
    caller = *keys.identify({.api_key = kKey}, kNow);
  }
  EXPECT_EQ(caller->id, "one");
}

TEST(KeyRing, LoadsAFileWithAFreshKey) {
  const auto key = new_key_text("fresh");
  ASSERT_TRUE(key);
  const KeyRecord one = record("fresh", *key);
  const auto keys = KeyRing::load(keys_text({&one, 1}), "keys.json");
  ASSERT_TRUE(keys);
  EXPECT_EQ(outcome(*keys, {.authorization = "Bearer " + *key}), "fresh");
  const auto wrong = KeyRing::load("[]", "keys.json");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().to_string(), "must be an object with a list 'keys' (keys.json)");
}

TEST(KeyRing, AuthorizesByRoleAndModel) {
  Principal principal;
  principal.roles = {Role::kReader};
  principal.models = {{"small"}};
  EXPECT_EQ(authorize(principal, Role::kReader), std::nullopt);
  EXPECT_EQ(authorize(principal, Role::kAuditor), Denial::kRole);
  EXPECT_EQ(authorize_model(principal, "small"), std::nullopt);
  EXPECT_EQ(authorize_model(principal, "large"), Denial::kModel);
  principal.roles = {Role::kAdmin};
  EXPECT_EQ(authorize(principal, Role::kAuditor), std::nullopt);
}

}  // namespace
}  // namespace gs::auth
