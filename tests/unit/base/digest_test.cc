#include "base/digest.h"

#include <gtest/gtest.h>

#include <thread>

namespace gs {
namespace {

TEST(Digest, Sha256AgreesWithFips180Examples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, Sha256OfTwoPiecesIsThatOfTheirSum) {
  for (const char* head : {"", "a", "ab", "abc"}) {
    EXPECT_EQ(sha256(head, std::string_view("abc").substr(std::string_view(head).size())),
              sha256("abc"));
  }
}

TEST(Digest, HmacAgreesWithRfc4231) {
  struct Row {
    std::string key, text;
    const char* hex;
  };
  const Row rows[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
  };
  for (const Row& row : rows) EXPECT_EQ(to_hex(hmac_sha256(row.key, row.text)), row.hex);
}

TEST(Digest, HmacWithEmptyKeyDoesNotReuseTheLastKey) {
  const auto empty = hmac_sha256("", "text");
  hmac_sha256("another key", "text");
  EXPECT_EQ(hmac_sha256(std::string_view(), "text"), empty);
}

TEST(Digest, EachThreadHasItsOwnState) {
  std::string in_thread;
  hmac_sha256("k", "before");
  std::thread([&] { in_thread = sha256_hex("abc") + to_hex(hmac_sha256("Jefe", "x")); }).join();
  EXPECT_EQ(in_thread, sha256_hex("abc") + to_hex(hmac_sha256("Jefe", "x")));
}

TEST(Digest, ComparesSecrets) {
  EXPECT_TRUE(equal_secret("", ""));
  EXPECT_TRUE(equal_secret("same", "same"));
  EXPECT_FALSE(equal_secret("same", "samE"));
  EXPECT_FALSE(equal_secret("same", "same2"));
}

TEST(Digest, Base64AgreesWithRfc4648Examples) {
  struct Row {
    std::string bytes, text;
  };
  const Row rows[] = {{"", ""},
                      {"f", "Zg=="},
                      {"fo", "Zm8="},
                      {"foo", "Zm9v"},
                      {"foob", "Zm9vYg=="},
                      {"fooba", "Zm9vYmE="},
                      {"foobar", "Zm9vYmFy"},
                      {"\xfb\xff", "+/8="}};
  for (const Row& row : rows) {
    EXPECT_EQ(base64_encode(row.bytes), row.text);
    EXPECT_EQ(base64_decode(row.text), row.bytes);
    const std::string unpadded = row.text.substr(0, row.text.find('='));
    EXPECT_EQ(base64_decode(unpadded), row.bytes);
  }
}

TEST(Digest, Base64RoundTripsEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
  }
}

TEST(Digest, RefusesWhatIsNotBase64) {
  for (const char* text : {"Z", "Zg=", "=", "==", "====", "Zg===", "Zm9v=", "Zm9vY", "Zm 9v",
                           "Zm9v\n", "Zm-_", "Zh==", "Zm9=", "Z=g=", "Zg==Zg=="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gs
