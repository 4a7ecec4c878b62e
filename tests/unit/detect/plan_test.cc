#include "detect/plan.h"

#include "detect/caller_context.h"
#include "detect/length.h"
#include "detect/tokens.h"

#include <gtest/gtest.h>

namespace gs::detect {
namespace {

std::vector<bool> needs(std::initializer_list<text::SignalNumber> numbers) {
  std::vector<bool> flags(text::kBuiltinSignalCount, false);
  for (text::SignalNumber number : numbers) flags[number] = true;
  return flags;
}

Detectors some_detectors() {
  Detectors detectors;
  detectors.push_back(std::make_unique<Length>());
  detectors.push_back(std::make_unique<Tokens>());
  detectors.push_back(std::make_unique<CallerContext>());
  return detectors;
}

const DetectorRun& run_of(const Detection& detection, std::string_view name) {
  for (const DetectorRun& run : detection.detectors) {
    if (run.name == name) return run;
  }
  throw std::out_of_range(std::string(name));
}

// A detector that takes a second for every piece of text.
class Slow final : public Detector {
 public:
  explicit Slow(ManualClock& clock) : clock_(clock) {}
  std::string_view name() const override { return "slow"; }
  std::span<const text::SignalNumber> signals() const override { return kSignals; }
  Reach reach() const override { return {}; }
  std::unique_ptr<Scan> start(const Scope&) const override {
    return std::make_unique<SlowScan>(clock_);
  }

 private:
  static constexpr text::SignalNumber kSignals[] = {text::kHarmScore};
  struct SlowScan final : Scan {
    explicit SlowScan(ManualClock& moved) : clock(moved) {}
    void begin_segment(text::Role) override {}
    void feed(std::string_view, std::vector<Finding>&) override {
      clock.advance(std::chrono::seconds(1));
    }
    void end_segment(std::vector<Finding>&) override {}
    void report(SignalBoard& board) const override { board.raise(text::kHarmScore, 0.2); }
    ManualClock& clock;
  };
  ManualClock& clock_;
};

const text::Segment kShort[] = {{text::Role::kUser, "prompt", "hello world"}};

TEST(Plan, RunsOnlyWhatIsNeeded) {
  ManualClock clock;
  Detectors detectors = some_detectors();
  Plan plan(detectors, needs({text::kTokens}), clock);
  Detection detection = plan.run(kShort, {}, {});
  EXPECT_EQ(run_of(detection, "tokens").outcome, Outcome::kRan);
  EXPECT_EQ(run_of(detection, "length").outcome, Outcome::kNotNeeded);
  EXPECT_EQ(run_of(detection, "caller_context").outcome, Outcome::kNotNeeded);
  EXPECT_FALSE(detection.signals[text::kLength].computed);
  EXPECT_EQ(detection.signals[text::kTokens].value, text::SignalValue(int64_t{2}));
}

TEST(Plan, NamesNeededSignalsThatNothingRaises) {
  ManualClock clock;
  Detectors detectors = some_detectors();
  Plan plan(detectors, needs({text::kTokens, text::kLanguage}), clock);
  EXPECT_EQ(plan.uncovered(), std::vector<text::SignalNumber>{text::kLanguage});
}

class PlanDeadline : public ::testing::Test {
 protected:
  Detection run(OnTimeout on_timeout, size_t bytes) {
    detectors_.clear();
    detectors_.push_back(std::make_unique<Slow>(clock_));
    detectors_.push_back(std::make_unique<CallerContext>());
    Plan plan(detectors_, needs({text::kHarmScore}), clock_);
    std::string text(bytes, 'x');
    text::Segment segments[] = {{text::Role::kUser, "prompt", text}};
    return plan.run(segments, {text::Phase::kPrompt, &claims_},
                    {std::chrono::milliseconds(50), on_timeout});
  }
  ManualClock clock_;
  Detectors detectors_;
  CallerClaims claims_;
};

TEST_F(PlanDeadline, ClosedMakesTheSignalAnError) {
  Detection detection = run(OnTimeout::kClosed, 40'000);
  EXPECT_EQ(run_of(detection, "slow").outcome, Outcome::kTimedOut);
  EXPECT_EQ(run_of(detection, "slow").microseconds, 1'000'000u);
  EXPECT_EQ(detection.signals[text::kHarmScore].fault, text::SignalFault::kTimedOut);
}

TEST_F(PlanDeadline, OpenLeavesTheSignalAsIfNothingWasFound) {
  Detection detection = run(OnTimeout::kOpen, 40'000);
  EXPECT_EQ(run_of(detection, "slow").outcome, Outcome::kTimedOut);
  EXPECT_EQ(detection.signals[text::kHarmScore].fault, text::SignalFault::kNone);
  EXPECT_FALSE(detection.signals[text::kHarmScore].computed);
}

TEST_F(PlanDeadline, DoesNotCutOffWhatFinished) {
  Detection detection = run(OnTimeout::kClosed, 100);
  EXPECT_EQ(run_of(detection, "slow").outcome, Outcome::kRan);
  EXPECT_EQ(detection.signals[text::kHarmScore].value, text::SignalValue(0.2));
}

TEST_F(PlanDeadline, StillHearsTheCallersClaims) {
  claims_.harm_score = 0.9;
  Detection detection = run(OnTimeout::kOpen, 40'000);
  EXPECT_EQ(run_of(detection, "caller_context").outcome, Outcome::kRan);
  EXPECT_EQ(detection.signals[text::kHarmScore].value, text::SignalValue(0.9));
}

TEST(Plan, FeedsLargeTextsInPiecesThatEndBetweenCodePoints) {
  ManualClock clock;
  Detectors detectors = some_detectors();
  Plan plan(detectors, needs({text::kLength}), clock);
  std::string text = "x";
  for (int i = 0; i < 20'000; ++i) text += "€";
  text::Segment segments[] = {{text::Role::kUser, "prompt", text}};
  EXPECT_EQ(plan.run(segments, {}, {}).signals[text::kLength].value,
            text::SignalValue(int64_t{20'001}));
}

// Finds every "42" of the plain text.
class FortyTwo final : public Detector {
 public:
  std::string_view name() const override { return "forty_two"; }
  std::span<const text::SignalNumber> signals() const override { return kSignals; }
  Reach reach() const override { return {}; }
  Reads reads() const override { return Reads::kPlain; }
  std::unique_ptr<Scan> start(const Scope&) const override {
    return std::make_unique<FortyTwoScan>();
  }

 private:
  static constexpr text::SignalNumber kSignals[] = {text::kContainsPii};
  struct FortyTwoScan final : Scan {
    void begin_segment(text::Role) override {}
    void feed(std::string_view piece, std::vector<Finding>& findings) override {
      const size_t at = piece.find("42");
      if (at != std::string_view::npos)
        findings.push_back({"FORTY_TWO", 0, {at, at + 2}, 1, false});
    }
    void end_segment(std::vector<Finding>&) override {}
    void report(SignalBoard&) const override {}
  };
};

TEST(Plan, FindingsPointAtTheOriginalText) {
  ManualClock clock;
  Detectors detectors;
  detectors.push_back(std::make_unique<FortyTwo>());
  Plan plan(detectors, needs({text::kContainsPii}), clock);
  const std::string second = "it is ４\u200B２!";
  const text::Segment segments[] = {{text::Role::kUser, "a", "none"},
                                    {text::Role::kUser, "b", second}};
  const Detection detection = plan.run(segments, {}, {});
  ASSERT_EQ(detection.findings.size(), 1u);
  EXPECT_EQ(detection.findings[0].segment, 1u);
  const text::Span span = detection.findings[0].span;
  EXPECT_EQ(second.substr(span.begin, span.end - span.begin), "４\u200B２");
}

TEST(Plan, NamesOutcomes) {
  EXPECT_EQ(to_string(Outcome::kRan), "ran");
  EXPECT_EQ(to_string(Outcome::kNotNeeded), "not_needed");
  EXPECT_EQ(to_string(Outcome::kTimedOut), "timed_out");
  EXPECT_EQ(to_string(Outcome::kFailedOpen), "failed_open");
  EXPECT_EQ(to_string(Outcome::kFailedClosed), "failed_closed");
  EXPECT_EQ(to_string(Outcome::kBreakerOpen), "breaker_open");
}

}  // namespace
}  // namespace gs::detect
