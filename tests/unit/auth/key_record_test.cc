#include "auth/key_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gs::auth {
namespace {

using ::testing::HasSubstr;

const std::string kDigest = sha256_hex("gs_one_secret");

// An entry with all that is required and `more` behind it.
std::string entry(const std::string& more = "") {
  return R"({"id": "one", "sha256": ")" + kDigest + R"(", "roles": ["caller"])" + more + "}";
}

std::string error_of(const std::string& text) {
  const auto records = parse_keys(text, "keys.json");
  return records ? "" : records.error().to_string();
}

std::string error_of_entry(const std::string& one) {
  return error_of("{\"keys\": [" + one + "]}");
}

TEST(KeyRecord, ReadsEveryField) {
  const auto records =
      parse_keys("{\"keys\": [" +
                     entry(
                         R"(, "name": "CI", "tenant": "red", "models": ["m1", "m2"],
                   "lawful_bases": ["contract"],
                   "trust_context": "full", "expires": "2027-01-01T00:00:00Z", "disabled": true,
                   "labels": {"team": "search", "a.b-c_1": ""},
                   "limits": {"requests_per_minute": 600, "tokens_per_minute": 90000,
                              "concurrent": 8, "tokens_per_day": 1000000000000})") +
                     R"(, {"id": "two", "sha256": ")" + sha256_hex("2") +
                     R"(", "roles": ["reader", "admin"]}]})",
                 "keys.json");
  ASSERT_TRUE(records) << records.error().to_string();
  ASSERT_EQ(records->size(), 2u);
  const KeyRecord& one = (*records)[0];
  EXPECT_EQ(one.principal.id, "one");
  EXPECT_EQ(one.principal.name, "CI");
  EXPECT_EQ(one.principal.tenant, "red");
  EXPECT_EQ(one.principal.roles, RoleSet({Role::kCaller}));
  EXPECT_EQ(one.principal.models, (std::vector<std::string>{"m1", "m2"}));
  EXPECT_EQ(one.principal.lawful_bases, std::vector<std::string>{"contract"});
  EXPECT_EQ(one.principal.trust_context, ContextTrust::kFull);
  EXPECT_EQ(one.digest, sha256("gs_one_secret"));
  EXPECT_EQ(one.expires, from_rfc3339("2027-01-01T00:00:00Z"));
  EXPECT_TRUE(one.disabled);
  using Labels = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(one.principal.labels, (Labels{{"a.b-c_1", ""}, {"team", "search"}}));
  EXPECT_EQ(one.principal.limits, (LimitSet{600, 8, 90000, 1'000'000'000'000}));
  const KeyRecord& two = (*records)[1];
  EXPECT_EQ(two.principal.roles, RoleSet({Role::kReader, Role::kAdmin}));
  EXPECT_EQ(two.principal.trust_context, ContextTrust::kRaiseOnly);
  EXPECT_FALSE(two.principal.models);
  EXPECT_FALSE(two.principal.lawful_bases);
  EXPECT_FALSE(two.expires);
  EXPECT_FALSE(two.disabled);
  EXPECT_TRUE(two.principal.labels.empty());
  EXPECT_TRUE(two.principal.limits.empty());
}

TEST(KeyRecord, AnEmptyListIsNoKeyAtAll) {
  const auto records = parse_keys(R"({"keys": []})", "keys.json");
  ASSERT_TRUE(records);
  EXPECT_TRUE(records->empty());
}

TEST(KeyRecord, NamesTheEntryAndTheFieldThatIsWrong) {
  const std::string sha = R"("sha256": ")" + kDigest + '"';
  const std::string roles = R"("roles": ["caller"])";
  struct Row {
    std::string one, error;
  };
  const std::vector<Row> rows = {
      {"5", "must be an object (keys.json keys[0])"},
      {"{" + sha + "," + roles + "}", "is missing (keys.json keys[0].id)"},
      {R"({"id": "a",)" + roles + "}", "is missing (keys.json keys[0].sha256)"},
      {R"({"id": "a",)" + sha + "}", "is missing (keys.json keys[0].roles)"},
      {R"({"id": 5,)" + sha + "," + roles + "}", "must be a string (keys.json keys[0].id)"},
      {R"({"id": "a_b",)" + sha + "," + roles + "}",
       "must be 1 to 64 letters, digits and hyphens (keys.json keys[0].id)"},
      {R"({"id": ")" + std::string(65, 'a') + "\"," + sha + "," + roles + "}",
       "must be 1 to 64 letters, digits and hyphens (keys.json keys[0].id)"},
      {R"({"id": "",)" + sha + "," + roles + "}",
       "must be 1 to 64 letters, digits and hyphens (keys.json keys[0].id)"},
      {R"({"id": "a", "sha256": "abc",)" + roles + "}",
       "must be 64 lower-case hexadecimal digits (keys.json keys[0].sha256)"},
      {R"({"id": "a", "sha256": ")" + std::string(64, 'A') + "\"," + roles + "}",
       "must be 64 lower-case hexadecimal digits (keys.json keys[0].sha256)"},
      {R"({"id": "a", "roles": [],)" + sha + "}",
       "must name at least one role (keys.json keys[0].roles)"},
      {R"({"id": "a", "roles": "caller",)" + sha + "}",
       "must be a list of strings (keys.json keys[0].roles)"},
      {R"({"id": "a", "roles": ["root"],)" + sha + "}",
       "unknown role 'root'; roles are caller, reader, submitter, auditor, admin (keys.json "
       "keys[0].roles)"},
      {entry(R"(, "tenants": "x")"),
       "unknown field; did you mean 'tenant'? (keys.json keys[0].tenants)"},
      {entry(R"(, "zzz": 1)"), "unknown field (keys.json keys[0].zzz)"},
      {entry(R"(, "tenant": null)"), "must be a string (keys.json keys[0].tenant)"},
      {entry(R"(, "models": [1])"), "must be a list of strings (keys.json keys[0].models)"},
      {entry(R"(, "lawful_bases": {})"),
       "must be a list of strings (keys.json keys[0].lawful_bases)"},
      {entry(R"(, "trust_context": "all")"),
       "must be raise_only or full, not 'all' (keys.json keys[0].trust_context)"},
      {entry(R"(, "expires": "2027-01-01")"),
       "must be a time such as 2027-01-01T00:00:00Z (keys.json keys[0].expires)"},
      {entry(R"(, "disabled": "no")"), "must be true or false (keys.json keys[0].disabled)"},
      {entry() + "," + entry(), "'one' is the id of an earlier key (keys.json keys[1].id)"},
      {entry() + R"(, {"id": "two",)" + sha + "," + roles + "}",
       "is the digest of an earlier key (keys.json keys[1].sha256)"},
  };
  for (const Row& row : rows) EXPECT_EQ(error_of_entry(row.one), row.error);
}

TEST(KeyRecord, NamesTheLabelOrTheLimitThatIsWrong) {
  std::string many = R"("l0": "")";
  for (int i = 1; i <= 16; ++i) many += R"(, "l)" + std::to_string(i) + R"(": "")";
  const std::string wide = [] {
    std::string text;
    for (int i = 0; i < 129; ++i) text += "\u00e9";
    return text;
  }();
  struct Row {
    std::string more, error;
  };
  const std::vector<Row> rows = {
      {R"("labels": [])", "must be an object of strings (keys.json keys[0].labels)"},
      {R"("labels": {"a": 1})", "must be a string (keys.json keys[0].labels.a)"},
      {R"("labels": {")" + std::string(65, 'a') + R"(": ""})",
       "the name '" + std::string(64, 'a') +
           "\u2026' is not 1 to 64 of a-z, 0-9, _, . and - (keys.json keys[0].labels)"},
      {R"("labels": {"Team": ""})",
       "the name 'Team' is not 1 to 64 of a-z, 0-9, _, . and - (keys.json keys[0].labels)"},
      {R"("labels": {"": ""})",
       "the name '' is not 1 to 64 of a-z, 0-9, _, . and - (keys.json keys[0].labels)"},
      {R"("labels": {"a": ")" + wide + R"("})",
       "is longer than 128 characters (keys.json keys[0].labels.a)"},
      {R"("labels": {)" + many + "}", "has 17 labels; at most 16 (keys.json keys[0].labels)"},
      {R"("limits": 5)", "must be an object of numbers (keys.json keys[0].limits)"},
      {R"("limits": {"token_per_day": 5})",
       "unknown limit; did you mean 'tokens_per_day'? (keys.json keys[0].limits.token_per_day)"},
      {R"("limits": {"concurrent": 0})",
       "must be a whole number, 1 to 1000000000 (keys.json keys[0].limits.concurrent)"},
      {R"("limits": {"concurrent": -1})",
       "must be a whole number, 1 to 1000000000 (keys.json keys[0].limits.concurrent)"},
      {R"("limits": {"requests_per_minute": 1000000001})",
       "must be a whole number, 1 to 1000000000 (keys.json keys[0].limits.requests_per_minute)"},
      {R"("limits": {"tokens_per_day": "5"})",
       "must be a whole number, 1 to 1000000000000000 (keys.json keys[0].limits.tokens_per_day)"},
      {R"("limits": {"tokens_per_minute": 1.5})",
       "must be a whole number, 1 to 1000000000000000 (keys.json "
       "keys[0].limits.tokens_per_minute)"},
      {R"("limits": {"tokens_per_minute": 18446744073709551615})",
       "must be a whole number, 1 to 1000000000000000 (keys.json "
       "keys[0].limits.tokens_per_minute)"},
  };
  for (const Row& row : rows) EXPECT_EQ(error_of_entry(entry(", " + row.more)), row.error);
}

TEST(KeyRecord, RefusesFilesOfAnotherForm) {
  for (const char* text : {"[]", "{}", "5", R"({"keys": {}})", R"({"key": []})"}) {
    EXPECT_EQ(error_of(text), "must be an object with a list 'keys' (keys.json)") << text;
  }
  EXPECT_EQ(error_of(R"({"keys": [], "more": 1})"), "unknown field (keys.json more)");
  EXPECT_THAT(error_of("{\n  \"keys\": [,]}"), HasSubstr("(keys.json line 2 column 12)"));
}

TEST(KeyRecord, WhatIsWrittenReadsBackTheSame) {
  const std::string text =
      "{\"keys\": [" +
      entry(R"(, "name": "C\"I", "tenant": "red", "models": [], "lawful_bases": ["contract"],
               "trust_context": "full", "expires": "2027-01-01T00:00:00.250Z", "disabled": true,
               "labels": {"team": "se\"arch"}, "limits": {"tokens_per_day": 5})") +
      R"(, {"id": "two", "sha256": ")" + sha256_hex("2") + R"(", "roles": ["reader", "admin"]}]})";
  const auto records = parse_keys(text, "keys.json");
  ASSERT_TRUE(records);
  const std::string written = keys_text(*records);
  const auto again = parse_keys(written, "keys.json");
  ASSERT_TRUE(again) << again.error().to_string() << "\n" << written;
  EXPECT_EQ(keys_text(*again), written);
  EXPECT_EQ((*again)[0].principal.models, std::vector<std::string>{});
  EXPECT_EQ((*again)[0].principal.lawful_bases, std::vector<std::string>{"contract"});
  EXPECT_EQ((*again)[0].expires, (*records)[0].expires);
  EXPECT_TRUE((*again)[0].disabled);
  EXPECT_EQ((*again)[0].principal.labels, (*records)[0].principal.labels);
  EXPECT_EQ((*again)[0].principal.limits, LimitSet{.tokens_per_day = 5});
  EXPECT_EQ((*again)[1].principal.roles, RoleSet({Role::kReader, Role::kAdmin}));
  EXPECT_EQ(keys_text({}), "{\"keys\": [\n]}\n");
}

TEST(KeyRecord, NewKeysNameTheirIdAndDiffer) {
  const auto key = new_key_text("ci-1");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->substr(0, 8), "gs_ci-1_");
  EXPECT_EQ(key->size(), 8u + 64u);
  EXPECT_EQ(key->substr(8).find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(*key, *new_key_text("ci-1"));
  const auto refused = new_key_text("a b");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().to_string(), "must be 1 to 64 letters, digits and hyphens (id)");
}

}  // namespace
}  // namespace gs::auth
