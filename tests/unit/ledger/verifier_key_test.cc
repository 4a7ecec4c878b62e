#include "ledger/verifier_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/keys_fixture.h"

namespace gs::ledger {
namespace {

using test::log_signer;
using test::witness_signer;
using ::testing::HasSubstr;

constexpr const char* kGolden =
    "res.example/log1+8b84b602+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

TEST(VerifierKey, HasTheGoldenText) {
  EXPECT_EQ(log_signer().verifier().to_vkey(), kGolden);
  EXPECT_EQ(log_signer().verifier().id(), 0x8b84b602u);
}

TEST(VerifierKey, IsWrittenAsItWasRead) {
  for (const VerifierKey& key : {log_signer().verifier(), witness_signer().verifier(),
                                 witness_signer("\xC3\xA9/\xE2\x82\xAC").verifier()}) {
    const auto parsed = VerifierKey::parse(key.to_vkey());
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(*parsed, key);
  }
}

TEST(VerifierKey, RefusesEverythingElse) {
  const std::string key = "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
  struct Row {
    std::string vkey;
    const char* message;
  };
  const Row rows[] = {
      {"", "it is not name+id+key"},
      {"res.example/log1", "it is not name+id+key"},
      {"res.example/log1+8b84b602", "it is not name+id+key"},
      {"+8b84b602+" + key, "its name is empty or holds white space"},
      {"res example+8b84b602+" + key, "its name is empty or holds white space"},
      {"res\xE2\x80\x83"
       "example+8b84b602+" +
           key,
       "its name is empty or holds white space"},
      {"res\x7F\xFF+8b84b602+" + key, "its name is empty or holds white space"},
      {"res.example/log1+8b84b602+" + key.substr(4), "its key is not the base64 of a type"},
      {"res.example/log1+8b84b602+" + key + "AAAA", "its key is not the base64 of a type"},
      {"res.example/log1+8b84b602+" + key + "\n", "its key is not the base64 of a type"},
      {"res.example/log1+8b84b602+Ag" + key.substr(2), "its type is neither"},
      {"res.example/log1+8b84b603+" + key, "its id is not that of its name and key, 8b84b602"},
      {"res.example/log1+8B84B602+" + key, "its id is not that of its name and key, 8b84b602"},
      {"res.example/log1+08b84b602+" + key, "its id is not that of its name and key, 8b84b602"},
      {"res.example/log2+8b84b602+" + key, "its id is not that of its name and key"},
      {"res.example/log1+8b84b602+BA" + key.substr(2), "its id is not that of its name and key"},
  };
  for (const Row& row : rows) {
    const auto parsed = VerifierKey::parse(row.vkey);
    ASSERT_FALSE(parsed) << row.vkey;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(parsed.error().message, HasSubstr(row.message)) << row.vkey;
  }
}

}  // namespace
}  // namespace gs::ledger
