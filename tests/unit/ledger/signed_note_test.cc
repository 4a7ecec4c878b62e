#include "ledger/signed_note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "unit/ledger/keys_fixture.h"

namespace gs::ledger {
namespace {

using test::log_signer;
using test::seed;
using test::witness_signer;
using ::testing::HasSubstr;

constexpr const char* kGoldenText =
    "res.example/log1\n70000\no5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao=\n";
constexpr const char* kGoldenLine =
    "\xE2\x80\x94 res.example/log1 "
    "i4S2AqvpAALog/xmP6ohnBBFhyHshTajOfkkQOQjXA/QXSsy5vd2XqM/iGPlJcyFH7ctHdmkqXZ9qbFoLeLPkRKNjgA="
    "\n";

TEST(SignedNote, HasTheGoldenSignature) {
  EXPECT_EQ(log_signer().sign(kGoldenText).line(), kGoldenLine);
}

TEST(SignedNote, IsWrittenAsItWasRead) {
  const std::string rows[] = {
      std::string(kGoldenText) + "\n" + kGoldenLine,
      // Examples of the specifications.
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \xC3\xA8 subito "
      "sera.\n\n\xE2\x80\x94 quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc="
      "\n",
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
      "\xE2\x80\x94 example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
      "\n\xE2\x80\x94 witness.example.com/w1 "
      "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIU"
      "BkBIfZ+qnA==\n",
      "\n\n\xE2\x80\x94 a AAAAAAA=\n",
  };
  for (const std::string& row : rows) {
    const auto note = SignedNote::parse(row);
    ASSERT_TRUE(note) << note.error().message;
    EXPECT_EQ(note->to_text(), row);
  }
}

TEST(SignedNote, RefusesEverythingElse) {
  const std::string text = "text\n\n";
  const std::string good = "\xE2\x80\x94 name AAAAAAA=\n";
  struct Row {
    std::string bytes;
    const char* message;
  };
  const Row rows[] = {
      {"", "no signed note: it does not end in a line feed"},
      {text + "\xE2\x80\x94 name AAAAAAA=", "no signed note: it does not end in a line feed"},
      {"text\n", "no signed note: no empty line stands before its signatures"},
      {text + good + "\n", "no signed note: it has no signature"},
      {"te\txt\n\n" + good, "no signed note: it holds a control character"},
      {"text\r\n\n" + good, "no signed note: it holds a control character"},
      {std::string("te\0xt\n\n", 7) + good, "no signed note: it holds a control character"},
      {"te\xFFxt\n\n" + good, "no signed note: it is not UTF-8"},
      {text + "- name AAAAAAA=\n", "no signed note: signature 1 is not \"— name base64\""},
      {text + good + "\xE2\x80\x94 name\n", "no signed note: signature 2 is not \"— name base64\""},
      {text + "\xE2\x80\x94  AAAAAAA=\n", "signature 1"},
      {text + "\xE2\x80\x94 name  AAAAAAA=\n", "signature 1"},
      {text + "\xE2\x80\x94 na+me AAAAAAA=\n", "signature 1"},
      {text + "\xE2\x80\x94 na\xC2\xA0me AAAAAAA=\n", "signature 1"},
      {text + "\xE2\x80\x94 name AAAAAA==\n", "signature 1"},  // an id without a signature
      {text + "\xE2\x80\x94 name AAAAAAA\n", "signature 1"},   // no padding
      {text + "\xE2\x80\x94 name AAAAAAB=\n", "signature 1"},  // set bits behind the last byte
      {text + "\xE2\x80\x94 name AAAAAAA= \n", "signature 1"},
  };
  for (const Row& row : rows) {
    const auto note = SignedNote::parse(row.bytes);
    ASSERT_FALSE(note) << row.bytes;
    EXPECT_EQ(note.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(note.error().message, HasSubstr(row.message));
  }
}

TEST(SignedNote, HasLimits) {
  std::string note = "text\n\n";
  for (size_t i = 0; i < kMaxNoteSignatures; ++i) note += "\xE2\x80\x94 name AAAAAAA=\n";
  EXPECT_TRUE(SignedNote::parse(note));
  const auto many = SignedNote::parse(note + "\xE2\x80\x94 name AAAAAAA=\n");
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(many.error().message, "the note has more than 100 signatures");
  const auto large = SignedNote::parse(std::string(kMaxNoteBytes, 'x') + note);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
}

TEST(SignedNote, KnowsWhoSignedIt) {
  const NoteSigner log = log_signer();
  const NoteSigner witness = witness_signer();
  SignedNote note{kGoldenText, {log.sign(kGoldenText), witness.cosign(kGoldenText, 1'679'315'147)}};
  note = SignedNote::parse(note.to_text()).value();
  EXPECT_TRUE(note.signed_by(log.verifier()).value());
  EXPECT_TRUE(note.signed_by(witness.verifier()).value());
  // Same name, another key; same key, another name; same key and name, another type.
  EXPECT_FALSE(note.signed_by(NoteSigner::create("res.example/log1", seed(9))->verifier()).value());
  EXPECT_FALSE(note.signed_by(NoteSigner::create("res.example/log2", seed())->verifier()).value());
  VerifierKey other_type = log.verifier();
  other_type.type = KeyType::kCosignature;
  EXPECT_FALSE(note.signed_by(other_type).value());
}

TEST(SignedNote, ABadSignatureOfAKnownKeyIsAnError) {
  const NoteSigner log = log_signer();
  const NoteSigner witness = witness_signer();
  const SignedNote good{kGoldenText, {log.sign(kGoldenText), witness.cosign(kGoldenText, 77)}};
  for (const auto& key : {log.verifier(), witness.verifier()}) {
    SignedNote changed = good;
    changed.text[0] = 'R';
    EXPECT_EQ(changed.signed_by(key).error().message,
              "the signature of " + key.name + " does not verify");
    for (size_t signature = 0; signature < 2; ++signature) {
      if (good.signatures[signature].name != key.name) continue;
      for (size_t i = 0; i < good.signatures[signature].bytes.size(); ++i) {
        changed = good;
        changed.signatures[signature].bytes[i] ^= 1;
        EXPECT_FALSE(changed.signed_by(key)) << i;
      }
      changed = good;
      changed.signatures[signature].bytes.pop_back();
      EXPECT_FALSE(changed.signed_by(key));
      // A good one beside a bad one does not help.
      changed = good;
      changed.signatures.push_back(good.signatures[signature]);
      EXPECT_TRUE(changed.signed_by(key).value());
      changed.signatures.back().bytes[9] ^= 1;
      EXPECT_FALSE(changed.signed_by(key));
    }
  }
}

TEST(SignedNote, ATimeBeyond63BitsIsNoCosignature) {
  const NoteSigner witness = witness_signer();
  const SignedNote last{kGoldenText, {witness.cosign(kGoldenText, INT64_MAX)}};
  EXPECT_TRUE(last.signed_by(witness.verifier()).value());
  const SignedNote beyond{kGoldenText, {witness.cosign(kGoldenText, uint64_t{1} << 63)}};
  EXPECT_FALSE(beyond.signed_by(witness.verifier()));
}

TEST(NoteSigner, RefusesNamesAndSeedsThatCannotBe) {
  EXPECT_EQ(NoteSigner::create("", seed()).error().message,
            "the name of a key must not be empty or hold white space or '+'");
  EXPECT_FALSE(NoteSigner::create("a b", seed()));
  EXPECT_FALSE(NoteSigner::create("a+b", seed()));
  const Ed25519Seed bytes = seed();
  EXPECT_EQ(NoteSigner::create("a", std::span(bytes).first(31)).error().message,
            "the seed of an Ed25519 key has 31 bytes instead of 32");
}

}  // namespace
}  // namespace gs::ledger
