#include "ledger/proof_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/keys_fixture.h"
#include "unit/ledger/naive_tree.h"

namespace gs::ledger {
namespace {

using test::log_signer;
using ::testing::HasSubstr;

constexpr uint64_t kSize = 13;

ProofFile proof_of(uint64_t index) {
  const auto hashes = test::hashes_of(test::entries(kSize));
  ProofFile proof;
  proof.index = index;
  proof.hashes = inclusion_proof(hashes, index);
  proof.checkpoint =
      sign_checkpoint({"res.example/log1", kSize, root_of(hashes), {}}, log_signer());
  return proof;
}

TEST(ProofFile, ShowsALeafOffline) {
  for (uint64_t index = 0; index < kSize; ++index) {
    const auto read = ProofFile::parse(proof_of(index).to_text());
    ASSERT_TRUE(read) << read.error().message;
    const auto head = read->verify("entry " + std::to_string(index), log_signer().verifier());
    ASSERT_TRUE(head) << head.error().message;
    EXPECT_EQ(head->size, kSize);
    EXPECT_FALSE(read->verify("entry 99", log_signer().verifier()));
  }
}

TEST(ProofFile, IsLaidOutAsTheSpecificationSays) {
  ProofFile proof = proof_of(12);
  proof.extra = "more";
  const std::string text = proof.to_text();
  EXPECT_THAT(text, ::testing::StartsWith("c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 12\n"));
  EXPECT_THAT(text, ::testing::EndsWith("=\n\n" + proof.checkpoint.to_text()));
  const auto read = ProofFile::parse(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->extra, "more");
  EXPECT_EQ(read->to_text(), text);
}

TEST(ProofFile, AnyChangedByteIsNoticed) {
  ProofFile proof = proof_of(6);
  const std::string text = proof.to_text();
  for (size_t i = 0; i < text.size(); ++i) {
    for (char flip : {'\x01', '\x20'}) {
      std::string changed = text;
      changed[i] ^= flip;
      const auto read = ProofFile::parse(changed);
      const bool holds = read && read->verify("entry 6", log_signer().verifier());
      EXPECT_FALSE(holds) << i << ": " << changed;
    }
  }
}

TEST(ProofFile, RefusesWhatItDoesNotWrite) {
  const std::string good = proof_of(3).to_text();
  const std::string first = "c2sp.org/tlog-proof@v1\n";
  const std::string rest = good.substr(first.size());
  const std::string hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  std::string many;
  for (int i = 0; i < 65; ++i) many += hash;
  const std::string note = "\n" + proof_of(3).checkpoint.to_text();
  struct Row {
    std::string text;
    const char* message;
  };
  const Row rows[] = {
      {"", "line 1 is not \"c2sp.org/tlog-proof@v1\""},
      {"c2sp.org/tlog-proof@v2\n" + rest, "line 1 is not \"c2sp.org/tlog-proof@v1\""},
      {"\n" + good, "line 1 is not \"c2sp.org/tlog-proof@v1\""},
      {first, "its index line is not"},
      {first + "extra \n" + rest, "its extra line is not base64"},
      {first + "extra bW9yZQ\n" + rest, "its extra line is not base64"},
      {first + "extra bW9yZQ==\nextra bW9yZQ==\n" + rest, "its index line is not"},
      {first + "index 03" + note, "its index line is not"},
      {first + "index -3\n" + note, "its index line is not"},
      {first + "index\n" + note, "its index line is not"},
      {first + "index 18446744073709551616\n" + note, "its index line is not"},
      {first + "index 3\n" + hash.substr(4) + note, "hash 1 is not the base64 of 32 bytes"},
      {first + "index 3\n" + hash + "x\n" + note, "hash 2 is not the base64 of 32 bytes"},
      {first + "index 3\n" + many + note, "it has more than 64 hashes"},
      {first + "index 3\n" + hash, "no empty line stands before its checkpoint"},
      {first + "index 3\n" + hash + "\n", "no signed note"},
      {first + "index 3\n\nno checkpoint\n\n\xE2\x80\x94 name AAAAAAA=\n", "no checkpoint"},
      {good + "\n", "no signed note"},
      {good + "more\n", "no signed note"},
  };
  for (const Row& row : rows) {
    const auto proof = ProofFile::parse(row.text);
    ASSERT_FALSE(proof) << row.text;
    EXPECT_EQ(proof.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(proof.error().message, HasSubstr(row.message)) << row.text;
  }
  const auto large = ProofFile::parse(first + "extra " + std::string(kMaxProofBytes, 'A'));
  EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace gs::ledger
