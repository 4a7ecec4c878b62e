#include "filter/stream_guard.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "base/utf8.h"
#include "filter/detectors.h"
#include "fixtures/guard_fixture.h"

namespace gs::filter {
namespace {

namespace json = boost::json;

constexpr const char* kMaskPii =
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask}\n";

constexpr const char* kBlockSecrets =
    "policy_as_code:\n  rules:\n"
    "    - {id: b, when: output.contains_secret, action: block}\n";

class StreamGuardTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const Inspector> inspector(const std::string& policy) {
    static const SystemClock clock;
    return inspector_of(policy, clock);
  }
  static std::string stream(const std::string& policy, std::string_view text, size_t piece) {
    return judge_stream(inspector(policy), pieces_of(text, piece)).text;
  }
};

TEST_F(StreamGuardTest, HandsOutHarmlessTextAsItComes) {
  Placeholders placeholders;
  StreamGuard guard(inspector(kMaskPii), output_request(), {placeholders, kTestKey});
  EXPECT_FALSE(guard.holds_everything());
  std::string out = guard.feed("The quick brown fox jumps over the lazy dog and ");
  EXPECT_GE(out.size(), 30u) << "ordinary words are not held for long: " << out;
  out += guard.feed("runs away.");
  EXPECT_EQ(out + guard.finish(), "The quick brown fox jumps over the lazy dog and runs away.");
  EXPECT_EQ(guard.inspection().decision.action, policy::Action::kAllow);
}

TEST_F(StreamGuardTest, MasksWhatIsCutInTheMiddle) {
  for (size_t piece : {0, 1, 2, 3, 7, 20}) {
    EXPECT_EQ(stream(kMaskPii, "Write to anna@example.org, or bob@example.org.", piece),
              "Write to [EMAIL_ADDRESS_1], or [EMAIL_ADDRESS_2].")
        << piece;
  }
}

TEST_F(StreamGuardTest, NothingOfABlockedSecretIsEverHandedOut) {
  const std::string secret = std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO";
  const std::string text = "Sure, your token is " + secret + " and that is all.";
  for (size_t piece : {0, 1, 5, 16, 40}) {
    const Judged judged = judge_stream(inspector(kBlockSecrets), pieces_of(text, piece));
    EXPECT_EQ(judged.decision.action, policy::Action::kBlock);
    EXPECT_TRUE(text.starts_with(judged.text));
    EXPECT_EQ(judged.text.find("ghp_"), std::string::npos) << judged.text;
  }
}

TEST_F(StreamGuardTest, OnceBlockedNothingMoreComesOut) {
  Placeholders placeholders;
  StreamGuard guard(inspector(kBlockSecrets), output_request(), {placeholders, kTestKey});
  const std::string key = std::string("-----BEGIN RSA PRIVATE") + " KEY-----\nMIIEpAIBAAKCAQEA\n" +
                          "-----END RSA PRIVATE" + " KEY-----\n";
  EXPECT_EQ(guard.feed(key + "more text behind it "), "");
  EXPECT_TRUE(guard.blocked());
  EXPECT_EQ(guard.feed("and more"), "");
  EXPECT_EQ(guard.finish(), "");
}

TEST_F(StreamGuardTest, RulesOnWholeTextsHoldTheStream) {
  const std::string policy =
      "policy_as_code:\n  rules:\n"
      "    - {id: s, when: 'output.length < 20', action: block}\n";
  EXPECT_EQ(inspector(policy)->whole_text_rules(), std::vector<std::string>({"s"}));
  const Judged shorter = judge_stream(inspector(policy), {"a short ", "text"});
  EXPECT_TRUE(shorter.held);
  EXPECT_EQ(shorter.text, "");
  EXPECT_FALSE(shorter.decision.allowed);
  EXPECT_EQ(judge_stream(inspector(policy), {"a text that is ", "long enough"}).text,
            "a text that is long enough");
}

TEST_F(StreamGuardTest, ARuleThatCannotApplyHoldsNothing) {
  const std::string policy =
      "policy_as_code:\n  baseline: off\n  rules:\n"
      "    - {id: s, when: 'lawful_basis == false and output.length < 9', action: block}\n";
  EXPECT_TRUE(judge_stream(inspector(policy), {"hello"}).held);
  json::object context{{"lawful_basis", "consent"}};
  InspectionRequest request = output_request();
  request.context = &context;
  EXPECT_FALSE(judge_stream(inspector(policy), {"hello"}, request).held);
}

TEST_F(StreamGuardTest, AMaskThatMayStillApplyIsWaitedFor) {
  const std::string policy =
      "policy_as_code:\n  baseline: off\n  rules:\n"
      "    - {id: m, when: 'output.pii_count > 1', action: mask}\n";
  const std::string one = "first a@example.org and then nothing more of the kind";
  EXPECT_EQ(stream(policy, one, 1), one);
  EXPECT_EQ(stream(policy, one + " but b@example.org", 1),
            "first [EMAIL_ADDRESS_1] and then nothing more of the kind but [EMAIL_ADDRESS_2]");
}

TEST_F(StreamGuardTest, RestoresWhatThePromptMaskedAndNotWhatTheOutputMasks) {
  Placeholders placeholders;
  placeholders.token_for("EMAIL_ADDRESS", "ann@example.org", true);
  StreamGuard guard(inspector(kMaskPii), output_request(), {placeholders, kTestKey});
  std::string out = guard.feed("Ask [EMAIL_ADD");
  out += guard.feed("RESS_1], not ann@example.org or bob@example.org. ");
  EXPECT_EQ(out + guard.finish(),
            "Ask ann@example.org, not [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_2]. ");
}

TEST_F(StreamGuardTest, ArgumentsOfToolsKeepPlaceholdersOrGetThemAsJson) {
  Placeholders placeholders;
  placeholders.token_for("PERSON", "Ann \"the boss\"\n", true);
  const auto said = [&](Restore restore, std::string_view text) {
    StreamGuard guard(inspector(kMaskPii), output_request(), {placeholders, kTestKey, restore});
    std::string out;
    for (char c : text) out += guard.feed({&c, 1});
    return out + guard.finish();
  };
  const std::string_view arguments = R"({"to":"[PERSON_1]","as":"[\\PERSON_1]"})";
  EXPECT_EQ(said(Restore::kNone, arguments), arguments);
  EXPECT_EQ(said(Restore::kJsonString, arguments),
            R"({"to":"Ann \"the boss\"\n","as":"[PERSON_1]"})");
}

TEST_F(StreamGuardTest, WhatIsSurelySummarizedIsHeldToTheEnd) {
  const std::string policy =
      "policy_as_code:\n  baseline: off\n  rules:\n"
      "    - {id: s, when: 'context.brief == true', phase: output, action: summarize}\n";
  json::object context{{"brief", true}};
  InspectionRequest request = output_request();
  request.context = &context;
  Placeholders placeholders;
  StreamGuard guard(inspector(policy), request, {placeholders, kTestKey});
  EXPECT_EQ(guard.feed("a long text that goes on and on "), "");
  EXPECT_EQ(guard.finish(), "");
  EXPECT_EQ(guard.withheld(), "a long text that goes on and on ");
  EXPECT_EQ(guard.holdback().most_characters, 32u);
  StreamGuard again(inspector(policy), request, {placeholders, kTestKey});
  EXPECT_EQ(again.feed("short"), "");
  EXPECT_EQ(again.finish_summary(), "short");
}

TEST_F(StreamGuardTest, WhatIsHeldIsCountedInCharacters) {
  Placeholders placeholders;
  StreamGuard guard(inspector("policy_as_code:\n  rules:\n"
                              "    - {id: s, when: 'output.length < 2', action: block}\n"),
                    output_request(), {placeholders, kTestKey});
  guard.feed("\xC3\xA9\xC3\xA9\xC3\xA9 \xC3\xA9");
  guard.finish();
  EXPECT_EQ(guard.holdback().most_characters, 5u);
  EXPECT_EQ(guard.holdback().most_bytes, 9u);
}

TEST_F(StreamGuardTest, WhatRestoringWaitsForKeepsItsPlaceBeforeAMask) {
  Placeholders placeholders;
  placeholders.token_for("EMAIL_ADDRESS", "ann@example.org", true);
  StreamGuard guard(inspector(kMaskPii), output_request(), {placeholders, kTestKey});
  const std::string out = guard.feed("Ask [bob@example.org], please. ");
  EXPECT_EQ(out + guard.finish(), "Ask [[EMAIL_ADDRESS_2]], please. ");
}

TEST_F(StreamGuardTest, BytesThatAreNotTextBecomeReplacementCharacters) {
  for (size_t piece : {0, 1, 2}) {
    EXPECT_EQ(stream(kMaskPii, "a\xE2\x82\xAC b\xFF\xE2\x82 c\xF0\x9F", piece),
              "a\xE2\x82\xAC b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD c\xEF\xBF\xBD")
        << piece;
  }
}

TEST_F(StreamGuardTest, WhatADetectorWasTooLateToFindIsNotHandedOut) {
  ManualClock clock;
  auto compiled = policy::CompiledPolicy::compile(kMaskPii, {});
  const auto late =
      *Inspector::create(compiled.policy, test_detectors(), clock, {std::chrono::microseconds(-1)});
  const Judged judged = judge_stream(late, {"some words and more words"});
  EXPECT_EQ(judged.decision.action, policy::Action::kBlock);
  EXPECT_EQ(judged.decision.rules.front().outcome, policy::Outcome::kError);
  EXPECT_EQ(judged.text, "");
  EXPECT_EQ(judge_whole(*late, "write to a@example.org").text, "");
}

// --- Properties --------------------------------------------------------------------------------

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kParts = {
      "anna@example.org",
      "bob@example.org",
      "536-90-4399",
      "ssn=123-45-6789",
      "4111 1111 1111 1111",
      "+49 170 1234567",
      "phone",
      "https://example.org/a?b=c",
      "[EMAIL_ADDRESS_1]",
      "[REDACTED]",
      std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO",
      "password = hunter2Hunter!",
      std::string("-----BEGIN PRIVATE") + " KEY-----\nabc\n-----END PRIVATE" + " KEY-----",
      std::string("-----BEGIN PRIVATE") + " KEY-----",
      "gs-canary-0123456789abcdef",
      "Rumpelstilzchen",
      "I'm sorry, but I can't help with that.",
      " ",
      "\n",
      ", ",
      "é",
      "号码",
      "\xE2\x80\x8B",
      "word",
      "and so on",
      "12",
      "@",
      "😀"};
  std::string text;
  const size_t count = 1 + random() % 14;
  for (size_t i = 0; i < count; ++i) {
    text += kParts[random() % kParts.size()];
    if (random() % 3 != 0) text += " ";
  }
  return text;
}

const std::vector<std::string> kPolicies = {
    kMaskPii,
    kBlockSecrets,
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask, mask: {style: partial}}\n"
    "    - {id: n, when: contains_secret, phase: output, action: mask, mask: {style: redact}}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: 'output.pii_count > 2', action: mask, mask: {entities: [EMAIL_ADDRESS]}}\n"
    "    - {id: n, when: \"'US_SSN' in output.pii_types\", action: mask, mask: {style: hash}}\n"
    "    - {id: b, when: output.contains_canary, action: block}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: f, when: output.refused, action: flag}\n"
    "    - {id: m, when: output.contains_secret or output.contains_canary, action: mask}\n",
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: not output.refused and output.contains_pii, action: mask}\n",
};

TEST_F(StreamGuardTest, AnyCutEndsAsTheWholeText) {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    const auto guarded = inspector(kPolicies[static_cast<size_t>(round) % kPolicies.size()]);
    const std::string text = random_text(random);
    const Judged whole = judge_whole(*guarded, text);
    const Judged once = judge_stream(guarded, {text});
    if (whole.decision.allowed) {
      ASSERT_EQ(once.text, whole.text) << text;
      ASSERT_EQ(once.decision.action, whole.decision.action) << text;
    } else {
      ASSERT_FALSE(once.decision.allowed) << text;
      ASSERT_TRUE(whole.masked.starts_with(once.text)) << text << "\n" << once.text;
    }
    for (size_t piece : {1, 2, 3, 5, 11, 31}) {
      const Judged cut = judge_stream(guarded, pieces_of(text, piece));
      ASSERT_EQ(cut.text, once.text) << text << "\nin pieces of " << piece;
      ASSERT_EQ(cut.decision.action, once.decision.action) << text;
      ASSERT_EQ(cut.decision.reasons, once.decision.reasons) << text;
      ASSERT_EQ(cut.findings.size(), once.findings.size()) << text;
    }
  }
}

TEST_F(StreamGuardTest, MaskedTextHoldsNothingOfWhatWasMasked) {
  std::mt19937 random(12);
  for (int round = 0; round < 300; ++round) {
    for (const char* style : {"token", "redact", "hash", "partial"}) {
      const auto guarded = inspector(
          "policy_as_code:\n  rules:\n    - {id: m, when: output.contains_pii or "
          "output.contains_secret, action: mask, mask: {style: " +
          std::string(style) + "}}\n");
      const std::string text = random_text(random);
      const Judged masked = judge_stream(guarded, pieces_of(text, 3));
      for (const detect::Finding& left : judge_whole(*guarded, masked.text).findings) {
        ASSERT_FALSE(left.maskable) << left.type << " in " << masked.text << "\nof " << text;
      }
    }
  }
}

}  // namespace
}  // namespace gs::filter
