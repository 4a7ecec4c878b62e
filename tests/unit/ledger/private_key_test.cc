#include "ledger/private_key.h"

#include <gtest/gtest.h>

#include "unit/ledger/keys_fixture.h"

namespace gs::ledger {
namespace {

std::string text_of(const NoteSigner& signer, uint8_t first) {
  const Ed25519Seed seed = test::seed(first);
  return private_key_text(signer, {reinterpret_cast<const char*>(seed.data()), seed.size()});
}

TEST(PrivateKey, IsReadAsItWasWritten) {
  const NoteSigner made = test::log_signer();
  const std::string text = text_of(made, 0);
  EXPECT_TRUE(text.starts_with("PRIVATE+KEY+res.example/log1+"));
  for (const std::string& written : {text, text.substr(0, text.size() - 1)}) {
    const auto read = parse_private_key(written);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->verifier(), made.verifier());
  }
  const NoteSigner witness = test::witness_signer();
  EXPECT_TRUE(parse_private_key(text_of(witness, 100), KeyType::kCosignature));
  EXPECT_FALSE(parse_private_key(text_of(witness, 100)));
}

TEST(PrivateKey, EveryCutAndEveryChangedByteIsRefused) {
  const std::string text = text_of(test::log_signer(), 0);
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    EXPECT_FALSE(parse_private_key(text.substr(0, i))) << i;
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_private_key(changed)) << i;
  }
}

}  // namespace
}  // namespace gs::ledger
