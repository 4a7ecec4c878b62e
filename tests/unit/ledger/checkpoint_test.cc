#include "ledger/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/keys_fixture.h"
#include "unit/ledger/naive_tree.h"

namespace gs::ledger {
namespace {

using test::log_signer;
using ::testing::HasSubstr;

constexpr const char* kGolden =
    "res.example/log1\n70000\no5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao=\n";

Checkpoint golden() {
  return {"res.example/log1", 70'000, root_of(test::hashes_of(test::entries(70'000))), {}};
}

TEST(Checkpoint, HasTheGoldenNote) {
  const SignedNote note = sign_checkpoint(golden(), log_signer());
  EXPECT_EQ(note.to_text(),
            std::string(kGolden) +
                "\n\xE2\x80\x94 res.example/log1 i4S2AqvpAALog/xmP6ohnBBFhyHshTajOfkkQOQjXA/"
                "QXSsy5vd2XqM/iGPlJcyFH7ctHdmkqXZ9qbFoLeLPkRKNjgA=\n");
  const Checkpoint head = open_checkpoint(note, log_signer().verifier()).value();
  EXPECT_EQ(head.size, 70'000u);
  EXPECT_EQ(head.root, golden().root);
}

TEST(Checkpoint, IsWrittenAsItWasRead) {
  const std::string rows[] = {
      kGolden,
      std::string(kGolden) + "an extension\nand another\n",
      "an origin with spaces +\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
      "o\n18446744073709551615\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
  };
  for (const std::string& row : rows) {
    const auto head = Checkpoint::parse(row);
    ASSERT_TRUE(head) << head.error().message;
    EXPECT_EQ(head->to_text(), row);
  }
}

TEST(Checkpoint, RefusesEverythingElse) {
  const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  struct Row {
    std::string text;
    const char* message;
  };
  const Row rows[] = {
      {"", "it does not end in a line feed"},
      {"\n", "line 1 names no origin"},
      {"\n1\n" + root, "line 1 names no origin"},
      {"o\n", "line 2 is not a decimal size"},
      {"o\n\n" + root, "line 2 is not a decimal size"},
      {"o\n01\n" + root, "line 2 is not a decimal size"},
      {"o\n+1\n" + root, "line 2 is not a decimal size"},
      {"o\n-1\n" + root, "line 2 is not a decimal size"},
      {"o\n1 \n" + root, "line 2 is not a decimal size"},
      {"o\n0x1\n" + root, "line 2 is not a decimal size"},
      {"o\n18446744073709551616\n" + root, "line 2 is not a decimal size"},
      {"o\n1\n", "line 3 is not the base64 of a root of 32 bytes"},
      {"o\n1\n" + root.substr(4), "line 3 is not the base64 of a root of 32 bytes"},
      {"o\n1\nAAAA" + root, "line 3 is not the base64 of a root of 32 bytes"},
      {"o\n1\n" + root.substr(0, 43) + "\n", "line 3 is not the base64 of a root of 32 bytes"},
      {"o\n1\n" + root.substr(0, 42) + "V=\n", "line 3 is not the base64 of a root of 32 bytes"},
      {"o\n1\n" + root + "\n", "an extension line is empty"},
      {"o\n1\n" + root + "extension", "it does not end in a line feed"},
      {"o\n1\n" + root + "a\tb\n", "it holds a control character"},
      {"o\xFF\n1\n" + root, "it is not UTF-8"},
  };
  for (const Row& row : rows) {
    const auto head = Checkpoint::parse(row.text);
    ASSERT_FALSE(head) << row.text;
    EXPECT_EQ(head.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(head.error().message, HasSubstr(row.message)) << row.text;
  }
}

TEST(Checkpoint, OpensOnlyForItsOwnKey) {
  SignedNote note = sign_checkpoint(golden(), log_signer());
  const auto stranger = NoteSigner::create("res.example/log1", test::seed(7)).value();
  EXPECT_THAT(open_checkpoint(note, stranger.verifier()).error().message,
              HasSubstr("it has no signature of res.example/log1+"));
  Checkpoint other = golden();
  other.origin = "res.example/log2";
  EXPECT_EQ(open_checkpoint(sign_checkpoint(other, log_signer()), log_signer().verifier())
                .error()
                .message,
            "no checkpoint: its origin is not res.example/log1, the name of the key");
  note.text[17] = '8';
  EXPECT_EQ(open_checkpoint(note, log_signer().verifier()).error().message,
            "the signature of res.example/log1 does not verify");
}

}  // namespace
}  // namespace gs::ledger
