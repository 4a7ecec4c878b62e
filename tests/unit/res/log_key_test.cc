#include "res/log_key.h"

#include <gtest/gtest.h>

#include "base/faulty_files.h"

namespace gs::res {
namespace {

// The key of the design's golden values: seed 00..1f.
constexpr const char* kGolden =
    "PRIVATE+KEY+res.example/log1+8b84b602+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n";

TEST(LogKey, IsReadInTheFormOfGo) {
  FaultyFiles files;
  ASSERT_TRUE(files.make_folder("secrets"));
  ASSERT_TRUE(files.replace("secrets/log.key", kGolden));
  auto signer = open_log_key(files, "secrets/log.key", "res.example/log1");
  ASSERT_TRUE(signer) << signer.error().to_string();
  EXPECT_EQ(signer->verifier().to_vkey(),
            "res.example/log1+8b84b602+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
}

TEST(LogKey, IsMadeOnceAndKept) {
  FaultyFiles files;
  auto made = open_log_key(files, "secrets/log.key", "a.example/log");
  ASSERT_TRUE(made) << made.error().to_string();
  auto again = open_log_key(files, "secrets/log.key", "a.example/log");
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(made->verifier().to_vkey(), again->verifier().to_vkey());
  auto other = open_log_key(files, "other/log.key", "a.example/log");
  ASSERT_TRUE(other);
  EXPECT_NE(made->verifier().to_vkey(), other->verifier().to_vkey());
}

TEST(LogKey, WhatIsNoneIsRefused) {
  const std::string golden = kGolden;
  std::string wrong_id = golden;
  wrong_id[wrong_id.find("8b84")] = '9';
  for (const auto& [text, message] : std::initializer_list<std::pair<std::string, const char*>>{
           {"", "PRIVATE+KEY"},
           {"hello", "PRIVATE+KEY"},
           {"PRIVATE+KEY+other.example/log+8b84b602+AQAB", "another log"},
           {golden.substr(0, golden.size() - 3), "Ed25519"},
           {"PRIVATE+KEY+res.example/log1+8b84b602", "Ed25519"},
           {wrong_id, "id does not fit"}}) {
    FaultyFiles files;
    ASSERT_TRUE(files.make_folder("s"));
    ASSERT_TRUE(files.replace("s/log.key", text));
    auto signer = open_log_key(files, "s/log.key", "res.example/log1");
    ASSERT_FALSE(signer) << text;
    EXPECT_NE(signer.error().message.find(message), std::string::npos) << signer.error().message;
    EXPECT_EQ(signer.error().where, "s/log.key");
  }
}

}  // namespace
}  // namespace gs::res
