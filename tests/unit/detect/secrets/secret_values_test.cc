#include "detect/secrets/secret_values.h"

#include <gtest/gtest.h>

namespace gs::detect {
namespace {

TEST(SecretValues, EntropyIsInBitsACharacter) {
  EXPECT_DOUBLE_EQ(entropy(""), 0);
  EXPECT_DOUBLE_EQ(entropy("aaaa"), 0);
  EXPECT_DOUBLE_EQ(entropy("abab"), 1);
  EXPECT_DOUBLE_EQ(entropy("abcd"), 2);
}

TEST(SecretValues, PlaceholdersAreKnown) {
  for (const char* value : {"your-api-key", "changeme", "xxxxxxxxxxxx", "<token>", "${TOKEN}",
                            "AKIAIOSFODNN7EXAMPLE", "aaaaaaaaaa", "abcdefghij", "12345678"}) {
    EXPECT_TRUE(is_placeholder(value)) << value;
  }
  for (const char* value : {"q8Zk3Lw9Xc", "Tr0ub4dor&3", "9f8e7d6c5b4a3928"}) {
    EXPECT_FALSE(is_placeholder(value)) << value;
  }
}

TEST(SecretValues, TheSecretIsAPartOfTheMatch) {
  EXPECT_EQ(behind_equals("sig=abc"), "abc");
  EXPECT_EQ(password_in_url("x://user:pass@"), "pass");
  EXPECT_EQ(last_word("Bearer abc"), "abc");
  EXPECT_EQ(assigned_value(": 'abc"), "abc");
  EXPECT_EQ(assigned_value("=abc("), "abc");
  EXPECT_EQ(said_value("password is \"abc."), "abc");
}

TEST(SecretValues, ANameBeforeTheSignMakesASecret) {
  const auto check = [](const char* before, const char* match) {
    return assigned_secret({match, before});
  };
  EXPECT_EQ(check("db_password", "=q8Zk3Lw9"), Check::kValid);
  EXPECT_EQ(check("\"apiKey\"", ": \"q8Zk3Lw9Xc5Vb7Nm2"), Check::kValid);
  EXPECT_EQ(check("the API key", ": q8Zk3Lw9Xc5Vb7Nm2"), Check::kValid);
  EXPECT_EQ(check("colour", "=q8Zk3Lw9Xc5Vb7Nm2"), Check::kInvalid);
  EXPECT_EQ(check("password_file", "=q8Zk3Lw9Xc"), Check::kInvalid);
  EXPECT_EQ(check("password", "=get_password2("), Check::kInvalid);
  EXPECT_EQ(check("max_tokens", "=123456789012"), Check::kInvalid);
}

TEST(SecretValues, TokensHaveAnAlphabetAndALength) {
  EXPECT_TRUE(is_token("0123abcd", Alphabet::kHex, 8, 8));
  EXPECT_FALSE(is_token("0123abcg", Alphabet::kHex, 8, 8));
  EXPECT_FALSE(is_token("0123abc", Alphabet::kHex, 8, 8));
  EXPECT_TRUE(is_token("550e8400-e29b-41d4-a716-446655440000", Alphabet::kUuid, 36, 36));
  EXPECT_FALSE(is_token("550e8400e-29b-41d4-a716-446655440000", Alphabet::kUuid, 36, 36));
}

}  // namespace
}  // namespace gs::detect
