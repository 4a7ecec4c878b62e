#include "res/log/anchor.h"

#include <gtest/gtest.h>

#include "base/faulty_files.h"
#include "fixtures/log_fixture.h"

namespace gs::res::log {
namespace {

class AnchorTest : public ::testing::Test {
 protected:
  AnchorTest() { EXPECT_TRUE(files_.make_folder("data")); }

  Result<std::unique_ptr<Anchor>> open() {
    return Anchor::open(files_, "data/anchor", signer_.verifier());
  }
  Status remember(Anchor& anchor, uint64_t size) {
    const ledger::Checkpoint head{
        "res.example/log1", size, ledger::leaf_hash(std::to_string(size)), {}};
    return anchor.remember(head, ledger::sign_checkpoint(head, signer_).to_text());
  }

  FaultyFiles files_;
  ledger::NoteSigner signer_ = test::log_signer();
};

TEST_F(AnchorTest, KnowsTheNewestHeadAfterManyFiles) {
  auto anchor = open();
  ASSERT_TRUE(anchor);
  EXPECT_FALSE((*anchor)->newest());
  for (uint64_t size = 1; size <= 700; ++size) ASSERT_TRUE(remember(**anchor, size));
  anchor->reset();
  anchor = open();
  ASSERT_TRUE(anchor) << anchor.error().to_string();
  ASSERT_TRUE((*anchor)->newest());
  EXPECT_EQ((*anchor)->newest()->size, 700u);
  EXPECT_LE(files_.read("data/anchor")->size(), 64u * 1024);
}

// At every failing operation, and then without power: what was remembered is known.
TEST_F(AnchorTest, NothingRememberedIsForgotten) {
  for (uint64_t nth = 1; nth <= 60; ++nth) {
    for (uint64_t seed = 0; seed < 8; ++seed) {
      FaultyFiles files;
      ASSERT_TRUE(files.make_folder("data"));
      files.inject({.operation = {}, .nth = nth, .repeat = Fault::Repeat::kFromThenOn});
      uint64_t remembered = 0;
      {
        auto anchor = Anchor::open(files, "data/anchor", signer_.verifier());
        for (uint64_t size = 1; anchor && size <= 12; ++size) {
          const ledger::Checkpoint head{
              "res.example/log1", size, ledger::leaf_hash(std::to_string(size)), {}};
          if ((*anchor)->remember(head, ledger::sign_checkpoint(head, signer_).to_text())) {
            remembered = size;
          }
        }
      }
      files.lose_power(seed);
      auto again = Anchor::open(files, "data/anchor", signer_.verifier());
      ASSERT_TRUE(again) << nth << "/" << seed << ": " << again.error().to_string();
      const uint64_t known = (*again)->newest() ? (*again)->newest()->size : 0;
      EXPECT_GE(known, remembered) << nth << "/" << seed;
    }
  }
}

TEST_F(AnchorTest, AFileThatIsNoneIsRefused) {
  for (const char* bytes : {"hello\n", "{}\n", "{\"note\": 5}\n", "{\"note\": \"x\"}\n"}) {
    ASSERT_TRUE(files_.replace("data/anchor", bytes));
    auto anchor = open();
    ASSERT_FALSE(anchor) << bytes;
    EXPECT_EQ(anchor.error().where, "data/anchor");
  }
}

TEST_F(AnchorTest, AnotherKeysHeadIsRefused) {
  auto anchor = open();
  ASSERT_TRUE(anchor);
  ASSERT_TRUE(remember(**anchor, 1));
  const ledger::NoteSigner other = test::log_signer("other.example/log");
  EXPECT_FALSE(Anchor::open(files_, "data/anchor", other.verifier()));
}

}  // namespace
}  // namespace gs::res::log
