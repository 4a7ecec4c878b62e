#include "detect/caller_context.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "fixtures/detect_fixture.h"

namespace gs::detect {
namespace {

namespace json = boost::json;

CallerClaims claims(const char* text) {
  return read_caller_claims(json::parse(text).as_object()).value();
}

TEST(CallerClaims, ReadsTheNamedRiskSignalsAlone) {
  CallerClaims read = claims(
      R"({"contains_pii": true, "jailbreak_score": 0.9, "verbatim_ratio": 1, "harm_score": null,
          "user_tier": "gold"})");
  EXPECT_EQ(read.contains_pii, true);
  EXPECT_EQ(read.contains_secret, std::nullopt);
  EXPECT_EQ(read.jailbreak_score, 0.9);
  EXPECT_EQ(read.verbatim_ratio, 1.0);
  EXPECT_EQ(read.harm_score, std::nullopt);
  EXPECT_FALSE(read.trusted);
}

TEST(CallerClaims, NamesAClaimOfTheWrongTypeOrRange) {
  struct Case {
    const char* text;
    const char* field;
    const char* detail;
  };
  const Case cases[] = {
      {R"({"jailbreak_score": "0.9"})", "context.jailbreak_score", "not a string"},
      {R"({"jailbreak_score": [0.9]})", "context.jailbreak_score", "not an array"},
      {R"({"jailbreak_score": 7.0})", "context.jailbreak_score", "not 7"},
      {R"({"jailbreak_score": -0.1})", "context.jailbreak_score", "number from 0 to 1"},
      {R"({"verbatim_ratio": true})", "context.verbatim_ratio", "not true"},
      {R"({"contains_pii": "yes"})", "context.contains_pii", "true or false"},
      {R"({"contains_secret": 1})", "context.contains_secret", "not 1"},
      {R"({"harm_score": {}})", "context.harm_score", "not an object"},
  };
  for (const Case& c : cases) {
    auto read = read_caller_claims(json::parse(c.text).as_object());
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().field, c.field);
    EXPECT_NE(read.error().detail.find(c.detail), std::string::npos) << read.error().detail;
  }
}

// Puts claims over what another detector has found before.
text::Signals merged(const CallerClaims& caller, bool found_pii, double found_score) {
  text::Signals signals(text::kBuiltinSignalCount);
  SignalBoard board(signals);
  board.raise(text::kContainsPii, found_pii);
  board.raise(text::kJailbreakScore, found_score);
  CallerContext().start({text::Phase::kPrompt, &caller})->report(board);
  return signals;
}

TEST(CallerContext, RaisesWhatWasFoundButNeverLowersIt) {
  CallerClaims low = claims(R"({"contains_pii": false, "jailbreak_score": 0.1})");
  EXPECT_EQ(merged(low, true, 0.7)[text::kContainsPii].value, text::SignalValue(true));
  EXPECT_EQ(merged(low, true, 0.7)[text::kJailbreakScore].value, text::SignalValue(0.7));
  CallerClaims high = claims(R"({"contains_pii": true, "jailbreak_score": 0.9})");
  EXPECT_EQ(merged(high, false, 0.7)[text::kContainsPii].value, text::SignalValue(true));
  EXPECT_EQ(merged(high, false, 0.7)[text::kJailbreakScore].value, text::SignalValue(0.9));
}

TEST(CallerContext, ReplacesWhatWasFoundForATrustedCaller) {
  CallerClaims low = claims(R"({"contains_pii": false, "jailbreak_score": 0.1})");
  low.trusted = true;
  EXPECT_EQ(merged(low, true, 0.7)[text::kContainsPii].value, text::SignalValue(false));
  EXPECT_EQ(merged(low, true, 0.7)[text::kJailbreakScore].value, text::SignalValue(0.1));
}

TEST(CallerContext, LeavesSignalsUncomputedThatNobodyClaims) {
  Look nothing = look(CallerContext(), {"text"});
  for (const text::Signal& signal : nothing.signals) EXPECT_FALSE(signal.computed);
}

TEST(SignalBoard, KeepsAFaultWhateverIsRaisedLater) {
  text::Signals signals(text::kBuiltinSignalCount);
  SignalBoard board(signals);
  board.fail(text::kHarmScore, text::SignalFault::kTimedOut);
  board.raise(text::kHarmScore, 0.1);
  EXPECT_EQ(signals[text::kHarmScore].fault, text::SignalFault::kTimedOut);
  EXPECT_FALSE(signals[text::kHarmScore].computed);
  board.raise(text::kPiiTypes, std::string("US_SSN"));
  board.raise(text::kPiiTypes, std::string("URL"));
  board.raise(text::kPiiTypes, std::string("US_SSN"));
  EXPECT_EQ(std::get<std::vector<std::string>>(signals[text::kPiiTypes].value),
            (std::vector<std::string>{"US_SSN", "URL"}));
}

}  // namespace
}  // namespace gs::detect
