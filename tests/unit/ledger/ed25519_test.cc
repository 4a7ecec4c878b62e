#include "ledger/ed25519.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "unit/ledger/keys_fixture.h"

namespace gs::ledger {
namespace {

std::span<const uint8_t> bytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(Ed25519, AgreesWithRfc8032) {
  struct Row {
    const char *seed, *key, *message, *signature;
  };
  const Row rows[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
       "9b"
       "46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f"
       "11"
       "d8c387b2eaeb4302aeeb00d291612bb0c00"},
  };
  for (const Row& row : rows) {
    const auto key = Ed25519PrivateKey::from_seed(bytes(test::from_hex(row.seed))).value();
    EXPECT_EQ(to_hex(key.public_key()), row.key);
    const std::string message = test::from_hex(row.message);
    const auto signature = key.sign(message);
    EXPECT_EQ(to_hex(signature), row.signature);
    EXPECT_TRUE(verify_ed25519(key.public_key(), message, signature));
    EXPECT_FALSE(verify_ed25519(key.public_key(), message + "x", signature));
    EXPECT_FALSE(verify_ed25519(key.public_key(), message, std::span(signature).first(63)));
    EXPECT_FALSE(verify_ed25519(key.public_key(), message, {}));
  }
}

TEST(Ed25519, RefusesAKeyThatIsNoPoint) {
  Ed25519PublicKey none;
  none.fill(0xFF);
  EXPECT_FALSE(verify_ed25519(none, "text", Ed25519Signature{}));
}

}  // namespace
}  // namespace gs::ledger
