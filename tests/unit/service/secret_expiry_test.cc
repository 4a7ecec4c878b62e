#include "service/secret_expiry.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/digest.h"

namespace gs::service {
namespace {

// Ed25519, self-signed, until 2030-01-02T03:04:05Z and 2029-01-01T00:00:00Z.
constexpr char kUntil2030[] = R"(-----BEGIN CERTIFICATE-----
MIHJMH2gAwIBAgIBATAFBgMrZXAwDzENMAsGA1UEAwwEdGVzdDAeFw0yNjAxMDEw
MDAwMDBaFw0zMDAxMDIwMzA0MDVaMA8xDTALBgNVBAMMBHRlc3QwKjAFBgMrZXAD
IQCx3upeq+ErEzmRZU490iA/I3WCkVnSWEKYQYF9QerxmjAFBgMrZXADQQCvX01I
suRR8g3IdUuL+3AW0oBWA0U8+i3xgvtMSq3Ourr4pJsaqfI8cduKjq2+V/lhC2H5
h1R/pBfYGzY2KosJ
-----END CERTIFICATE-----
)";
constexpr char kUntil2029[] = R"(-----BEGIN CERTIFICATE-----
MIHJMH2gAwIBAgIBATAFBgMrZXAwDzENMAsGA1UEAwwEdGVzdDAeFw0yNjAxMDEw
MDAwMDBaFw0yOTAxMDEwMDAwMDBaMA8xDTALBgNVBAMMBHRlc3QwKjAFBgMrZXAD
IQCl0MV7ivizAXlW4/weNrkNurXdenzCGjnbEvMltTizHjAFBgMrZXADQQAFHG8Z
dE0ZgASgfolbwnpRB+ZoypClwcPvPO0UHVInXPLyHfSbhG6mUxu2gGqw/CHu7+MI
s1XGMXrFnUHlIjcA
-----END CERTIFICATE-----
)";

TEST(CertificateExpiry, IsTheEarliestOfTheChain) {
  auto one = certificate_expiry(kUntil2030);
  ASSERT_TRUE(one) << one.error().to_string();
  EXPECT_EQ(to_rfc3339(*one), "2030-01-02T03:04:05.000Z");
  auto chain = certificate_expiry(std::string(kUntil2030) + kUntil2029);
  ASSERT_TRUE(chain);
  EXPECT_EQ(to_rfc3339(*chain), "2029-01-01T00:00:00.000Z");
}

TEST(CertificateExpiry, RefusesWhatIsNone) {
  for (const char* text : {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    auto end = certificate_expiry(text);
    ASSERT_FALSE(end) << text;
    EXPECT_EQ(end.error().message, "no certificate in PEM");
  }
}

TEST(SecretExpiries, AreThoseOfKeysThatEndAndOfTheCertificate) {
  const std::string stem = ::testing::TempDir() + "secret_expiry." + std::to_string(::getpid());
  const std::string keys = stem + ".json";
  const std::string certificate = stem + ".pem";
  const auto entry = [](const std::string& id, const std::string& more) {
    return R"({"id":")" + id + R"(","sha256":")" + sha256_hex(id) + R"(","roles":["reader"])" +
           more + "}";
  };
  std::ofstream(keys) << R"({"keys":[)" << entry("ends", R"(,"expires":"2027-01-01T00:00:00Z")")
                      << "," << entry("stays", "") << ","
                      << entry("off", R"(,"expires":"2027-01-01T00:00:00Z","disabled":true)")
                      << "]}";
  std::ofstream(certificate) << kUntil2030;
  PosixFiles files;
  const auto found = secret_expiries(files, keys, certificate);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].secret, "key/ends");
  EXPECT_EQ(to_rfc3339(found[0].expires), "2027-01-01T00:00:00.000Z");
  EXPECT_EQ(found[1].secret, "tls");
  ::unlink(keys.c_str());
  ::unlink(certificate.c_str());
  EXPECT_TRUE(secret_expiries(files, keys, "").empty());
}

}  // namespace
}  // namespace gs::service
