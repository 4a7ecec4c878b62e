#include "ledger/dsse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/keys_fixture.h"

namespace gs::ledger {
namespace {

using ::testing::HasSubstr;

Ed25519PrivateKey key(uint8_t first = 0) {
  return Ed25519PrivateKey::from_seed(test::seed(first)).value();
}

TEST(Dsse, PaeIsThatOfTheSpecification) {
  EXPECT_EQ(dsse_pae("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(dsse_pae("", ""), "DSSEv1 0  0 ");
}

TEST(Dsse, AnEnvelopeIsVerifiedAfterItsWayThroughJson) {
  const std::string payload("\0\xFF{}\n", 5);
  const DsseEnvelope made = sign_dsse("type", payload, key(), "name+8b84b602");
  const auto read = DsseEnvelope::parse(made.to_json());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->payload_type, "type");
  EXPECT_EQ(read->payload, payload);
  ASSERT_EQ(read->signatures.size(), 1u);
  EXPECT_EQ(read->signatures[0].key_id, "name+8b84b602");
  EXPECT_EQ(read->to_json(), made.to_json());
  EXPECT_TRUE(read->verify(key().public_key()));
  EXPECT_EQ(read->verify(key(1).public_key()).error().message,
            "no signature of the envelope is of this key");
}

TEST(Dsse, NothingSignedMayChange) {
  const DsseEnvelope good = sign_dsse("type", "payload", key(), "id");
  DsseEnvelope changed = good;
  changed.payload = "Payload";
  EXPECT_FALSE(changed.verify(key().public_key()));
  changed = good;
  changed.payload_type = "typ";
  EXPECT_FALSE(changed.verify(key().public_key()));
  changed = good;
  changed.payload_type = "type 7 payload";
  changed.payload = "";
  EXPECT_FALSE(changed.verify(key().public_key()));
  changed = good;
  changed.signatures[0].bytes[63] ^= 1;
  EXPECT_FALSE(changed.verify(key().public_key()));
  changed.signatures.push_back(good.signatures[0]);
  EXPECT_TRUE(changed.verify(key().public_key())) << "one good signature is enough";
}

TEST(Dsse, ReadsWhatOthersWrite) {
  // The other alphabet, no key id, members that are not known.
  const auto read = DsseEnvelope::parse(
      R"({"signatures": [{"sig": "-_8=", "cert": 1}], "payload": "-_8", "payloadType": "t", "x": []})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->payload, "\xFB\xFF");
  EXPECT_EQ(read->signatures[0].bytes, "\xFB\xFF");
  EXPECT_EQ(read->signatures[0].key_id, "");
}

TEST(Dsse, NamesTheMemberThatIsWrong) {
  std::string many;
  for (size_t i = 0; i <= kMaxDsseSignatures; ++i) many += R"({"sig":"AA=="},)";
  many.pop_back();
  struct Row {
    std::string json;
    const char* message;
  };
  const Row rows[] = {
      {"", "JSON"},
      {"[]", "it is not an object"},
      {R"({"payload":"","signatures":[]})", "there is no type of the payload (payloadType)"},
      {R"({"payloadType":"","payload":""})", "there is no type of the payload (payloadType)"},
      {R"({"payloadType":"t"})", "the payload is not base64 (payload)"},
      {R"({"payloadType":"t","payload":"A"})", "the payload is not base64 (payload)"},
      {R"({"payloadType":"t","payload":""})", "there is no list with a signature (signatures)"},
      {R"({"payloadType":"t","payload":"","signatures":[]})", "there is no list with a signature"},
      {R"({"payloadType":"t","payload":"","signatures":[1]})",
       "a signature is not an object (signatures[0])"},
      {R"({"payloadType":"t","payload":"","signatures":[{"sig":"AA=="},{"sig":"!"}]})",
       "the signature is not base64 (signatures[1].sig)"},
      {R"({"payloadType":"t","payload":"","signatures":[{"sig":"AA==","keyid":1}]})",
       "the key id is not a string (signatures[0].keyid)"},
      {R"({"payloadType":"t","payload":"","signatures":[)" + many + "]}",
       "the envelope has more than 100 signatures (signatures)"},
  };
  for (const Row& row : rows) {
    const auto read = DsseEnvelope::parse(row.json);
    ASSERT_FALSE(read) << row.json;
    EXPECT_THAT(read.error().to_string(), HasSubstr(row.message)) << row.json;
  }
}

}  // namespace
}  // namespace gs::ledger
