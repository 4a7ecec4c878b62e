// A text whose findings were masked, scanned again, holds no finding of the masked types: whatever
// stands beside them, and in whatever style they were masked.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "detect/entities/entities.h"
#include "fixtures/detect_fixture.h"

namespace gs::detect {
namespace {

enum class Style { kToken, kRedact, kHash, kPartial };

bool is_letter_or_digit(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
         ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

// Everything but punctuation becomes an asterisk; the last four are shown where there are eight and
// nothing behind them could be read together with them.
std::string partial(std::string_view value, std::string_view behind) {
  size_t count = 0;
  for (char c : value) count += is_letter_or_digit(c);
  const char next = behind.empty() ? ' ' : behind[0];
  const char second = behind.size() < 2 ? ' ' : behind[1];
  const bool goes_on = is_letter_or_digit(next) || (next != '\n' && second >= '0' && second <= '9');
  size_t hidden = count < 8 || goes_on ? count : count - 4;
  std::string masked;
  for (char c : value) {
    const bool hide = is_letter_or_digit(c) && hidden > 0;
    if (hide) --hidden;
    masked += hide ? '*' : c;
  }
  return masked;
}

std::string mask(const std::string& text, const std::vector<Finding>& findings, Style style) {
  std::string masked;
  size_t at = 0;
  int number = 0;
  for (const Finding& finding : findings) {
    if (!finding.maskable) continue;
    const std::string type(finding.type);
    masked += text.substr(at, finding.span.begin - at);
    at = finding.span.end;
    const std::string value = text.substr(finding.span.begin, at - finding.span.begin);
    switch (style) {
      case Style::kToken:
        masked += "[" + type + "_" + std::to_string(++number) + "]";
        break;
      case Style::kRedact:
        masked += "[REDACTED]";
        break;
      case Style::kHash:
        masked += "[" + type + ":0123456789abcdef]";
        break;
      case Style::kPartial:
        masked += partial(value, std::string_view(text).substr(at));
        break;
    }
  }
  return masked + text.substr(at);
}

constexpr const char* kParts[] = {"anna.k@example.org",
                                  "4111 1111 1111 1111",
                                  "4111-1111-1111-1111",
                                  "378282246310005",
                                  "DE89 3704 0044 0532 0130 00",
                                  "DE89370400440532013000",
                                  "+49 170 1234567",
                                  "(212) 555-0143",
                                  "0171 1234567",
                                  "212-555-0143 x12",
                                  "536-90-4399",
                                  "123-45-6789",
                                  "203.0.113.7",
                                  "2001:db8::17",
                                  "aa:bb:cc:dd:ee:ff",
                                  "11010519491231002X",
                                  "529.982.247-25",
                                  "943 476 5919",
                                  "1234567893",
                                  "021000021",
                                  "A1234567",
                                  "AB123456C",
                                  "L01X00T44",
                                  "945456787654",
                                  "12345678",
                                  "55",
                                  "7",
                                  "1999",
                                  "2024-05-17",
                                  "78701",
                                  "TX 78701",
                                  "SW1A 1AA",
                                  "39 years old",
                                  "https://example.org/a?b=c",
                                  "www.example.org",
                                  "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                                  "RSSMRA85T10A562S",
                                  "password=hunter2!x",
                                  "api_key: \"q8Zk3Lw9Xc5Vb7Nm2\"",
                                  "postgres://app:s3cr3tPw@db.example/x",
                                  "hunter2!x9",
                                  "q8Zk3Lw9Xc5Vb7Nm2Qr4Ts6Y",
                                  "3f2a9b8c7d6e5f403f2a9b8c7d6e5f40",
                                  "phone ",
                                  "call me at ",
                                  "ssn ",
                                  "ssn=",
                                  "my card is ",
                                  "passport no. ",
                                  "account number: ",
                                  "age ",
                                  "zip ",
                                  "postcode ",
                                  "driver license ",
                                  "tax id ",
                                  "twilio token ",
                                  "iban ",
                                  "npi ",
                                  "ip ",
                                  "token ",
                                  "password is ",
                                  "office",
                                  "号",
                                  "年",
                                  "é",
                                  "x",
                                  "A",
                                  "plate ",
                                  "medicare ",
                                  "nhs ",
                                  "section ",
                                  "v",
                                  "[EMAIL_ADDRESS_1]",
                                  "[REDACTED]",
                                  "[US_SSN:0123456789abcdef]",
                                  "****-****-****-1111",
                                  "***-**-6789",
                                  "**",
                                  "*"};
constexpr const char* kSeparators[] = {"'", "**", ". ",   "`",  " ",  " ",  " ", ", ",
                                       "-", "",   "/",    ".",  ": ", "\n", "(", ") ",
                                       "_", "=",  " is ", "\"", "+",  "  "};

std::string random_text(std::mt19937& random) {
  std::string text;
  for (size_t n = 2 + random() % 7; n > 0; --n) {
    text += kParts[random() % std::size(kParts)];
    text += kSeparators[random() % std::size(kSeparators)];
  }
  return text;
}

std::string describe(const std::string& text, const std::vector<Finding>& findings) {
  std::string result = text + "\n";
  for (const Finding& f : findings) {
    result += "  " + std::string(f.type) + " " +
              text.substr(f.span.begin, f.span.end - f.span.begin) + "\n";
  }
  return result;
}

TEST(Masking, LeavesNothingToBeFound) {
  const auto entities = *Entities::create();
  std::mt19937 random(23);
  int masked_texts = 0;
#ifndef GS_ROUNDS
#define GS_ROUNDS 12'000
#endif
  for (int round = 0; round < GS_ROUNDS; ++round) {
    const std::string text = random_text(random);
    const Look found = look(*entities, {text});
    for (Style style : {Style::kToken, Style::kRedact, Style::kHash, Style::kPartial}) {
      const std::string masked = mask(text, found.findings, style);
      if (masked == text) continue;
      ++masked_texts;
      const Look again = look(*entities, {masked});
      for (const Finding& finding : again.findings) {
        EXPECT_FALSE(finding.maskable)
            << describe(text, found.findings) << describe(masked, again.findings);
      }
    }
  }
  EXPECT_GT(masked_texts, GS_ROUNDS);
}

TEST(Masking, PlaceholdersCutContextAndKeepTheirDistance) {
  const auto entities = *Entities::create();
  const auto count = [&](const std::string& text) {
    return look(*entities, {text}).findings.size();
  };
  EXPECT_EQ(count("ssn 123-45-6789"), 1u);
  EXPECT_EQ(count("ssn [REDACTED] 123-45-6789"), 0u);
  EXPECT_EQ(count("ssn [US_SSN_12] 123-45-6789"), 0u);
  EXPECT_EQ(count("ssn [US_SSN:0123456789abcdef] 123-45-6789"), 0u);
  EXPECT_EQ(count("ssn ***-**-6789 123-45-6789"), 0u);
  EXPECT_EQ(count("4111 1111 1111 1111[REDACTED]"), 0u);
  EXPECT_EQ(count("4111 1111 1111 1111 [REDACTED]"), 1u);
  EXPECT_EQ(count("[REDACTED] 4111 1111 1111 1111"), 1u);
  EXPECT_EQ(count("[redacted]4111 1111 1111 1111"), 1u) << "not a placeholder";
}

TEST(Masking, EmphasisOfMarkdownIsNoPlaceholder) {
  const auto entities = *Entities::create();
  for (const char* text :
       {"**4111 1111 1111 1111**", "**Card:** **4111 1111 1111 1111**",
        "* * *\n4111 1111 1111 1111", "***4111-1111-1111-1111***", "**Phone:** (212) 555-0143",
        "- **Email**: **anna@example.org**", "*********** 4111 1111 1111 1111"}) {
    EXPECT_EQ(look(*entities, {text}).findings.size(), 1u) << text;
  }
}

TEST(Masking, WhatRunsIntoAWinnerIsJudgedAsFarAsItComes) {
  const auto entities = *Entities::create();
  const std::string text = "phone 0171 1234567 4111 1111 1111 1111";
  const Look found = look(*entities, {text});
  ASSERT_EQ(found.findings.size(), 2u);
  EXPECT_EQ(found.findings[0].type, "PHONE_NUMBER");
  EXPECT_EQ(text.substr(found.findings[0].span.begin, 12), "0171 1234567");
  EXPECT_EQ(found.findings[1].type, "CREDIT_CARD");
}

}  // namespace
}  // namespace gs::detect
