#include "detect/detection_stream.h"

#include <gtest/gtest.h>

#include "detect/length.h"
#include "detect/tokens.h"

namespace gs::detect {
namespace {

// Finds every run of three digits or more as a NUMBER, and raises contains_pii; reads the plain
// form, holds a run until it ends, and takes a millisecond for each piece of text.
class Numbers final : public Detector {
 public:
  explicit Numbers(ManualClock& clock) : clock_(clock) {}
  std::string_view name() const override { return "numbers"; }
  std::span<const text::SignalNumber> signals() const override { return kSignals; }
  Reach reach() const override { return {0, 1, std::nullopt}; }
  Reads reads() const override { return Reads::kPlain; }
  bool reads_role(text::Role role) const override { return role != text::Role::kSystem; }
  std::unique_ptr<Scan> start(const Scope&) const override {
    return std::make_unique<NumberScan>(clock_);
  }

 private:
  static constexpr text::SignalNumber kSignals[] = {text::kContainsPii};

  struct NumberScan final : Scan {
    explicit NumberScan(ManualClock& moved) : clock(moved) {}
    void begin_segment(text::Role) override {}
    void feed(std::string_view piece, std::vector<Finding>& findings) override {
      clock.advance(std::chrono::milliseconds(1));
      for (char c : piece) {
        if (c < '0' || c > '9') take(findings);
        ++at;
        if (c < '0' || c > '9') begin = at;
      }
    }
    void end_segment(std::vector<Finding>& findings) override { take(findings); }
    size_t held_from() const override { return begin < at ? begin : kNowhere; }
    void report(SignalBoard& board) const override { board.raise(text::kContainsPii, found); }
    void take(std::vector<Finding>& findings) {
      if (at - begin < 3) return;
      findings.push_back({"NUMBER", 0, {begin, at}, 1, true, true});
      found = true;
    }
    ManualClock& clock;
    size_t at = 0;
    size_t begin = 0;
    bool found = false;
  };
  ManualClock& clock_;
};

// A signal that only a whole text has.
class Tongue final : public Detector {
 public:
  std::string_view name() const override { return "tongue"; }
  std::span<const text::SignalNumber> signals() const override { return kSignals; }
  Reach reach() const override { return {}; }
  bool streams(text::SignalNumber) const override { return false; }
  std::unique_ptr<Scan> start(const Scope&) const override {
    return std::make_unique<TongueScan>();
  }

 private:
  static constexpr text::SignalNumber kSignals[] = {text::kLanguage};
  struct TongueScan final : Scan {
    void begin_segment(text::Role) override {}
    void feed(std::string_view, std::vector<Finding>&) override {}
    void end_segment(std::vector<Finding>&) override {}
    void report(SignalBoard& board) const override { board.set(text::kLanguage, std::string("x")); }
  };
};

class DetectionStreamTest : public ::testing::Test {
 protected:
  DetectionStream stream(Deadline deadline = {}, text::Role role = text::Role::kAssistant) {
    return DetectionStream(plan_, {text::Phase::kOutput, nullptr, {}}, role, deadline);
  }

  ManualClock clock_;
  Detectors detectors_ = {std::make_shared<Length>(), std::make_shared<Tokens>(),
                          std::make_shared<Numbers>(clock_), std::make_shared<Tongue>()};
  std::vector<bool> needed_ = [] {
    std::vector<bool> flags(text::kBuiltinSignalCount, false);
    for (auto number : {text::kLength, text::kContainsPii, text::kLanguage}) flags[number] = true;
    return flags;
  }();
  Plan plan_{detectors_, needed_, clock_};
  std::vector<Finding> findings_;
};

TEST_F(DetectionStreamTest, FindsInTheOriginalWhatItReadsInThePlainForm) {
  DetectionStream watched = stream();
  watched.feed("a １２", findings_);  // full-width digits, three bytes each
  EXPECT_TRUE(findings_.empty());
  EXPECT_EQ(watched.held_from(), 2u);
  watched.feed("\xE2\x80\x8B３4 b", findings_);  // behind a zero-width space
  ASSERT_EQ(findings_.size(), 1u);
  EXPECT_EQ(findings_[0].span.begin, 2u);
  EXPECT_EQ(findings_[0].span.end, 15u);
  EXPECT_EQ(watched.held_from(), watched.fed());
}

TEST_F(DetectionStreamTest, SignalsOfWholeTextsComeAtTheEnd) {
  DetectionStream watched = stream();
  watched.feed("héllo 123 ", findings_);
  text::Signals signals = watched.signals();
  EXPECT_EQ(signals[text::kLength].value, text::SignalValue(int64_t{10}));
  EXPECT_EQ(signals[text::kContainsPii].value, text::SignalValue(true));
  EXPECT_FALSE(signals[text::kLanguage].computed);
  watched.end(findings_);
  EXPECT_EQ(watched.signals()[text::kLanguage].value, text::SignalValue(std::string("x")));
}

TEST_F(DetectionStreamTest, AfterTheDeadlineSignalsFailOrStayNeutral) {
  for (OnTimeout on_timeout : {OnTimeout::kClosed, OnTimeout::kOpen}) {
    DetectionStream watched = stream({std::chrono::microseconds(1500), on_timeout});
    watched.feed("one ", findings_);
    EXPECT_EQ(watched.runs()[2].outcome, Outcome::kRan);
    watched.feed("two ", findings_);
    watched.feed("12345 ", findings_);
    watched.end(findings_);
    EXPECT_TRUE(findings_.empty());
    EXPECT_EQ(watched.held_from(), watched.fed());
    const text::Signal signal = watched.signals()[text::kContainsPii];
    const bool closed = on_timeout == OnTimeout::kClosed;
    EXPECT_EQ(signal.fault, closed ? text::SignalFault::kTimedOut : text::SignalFault::kNone);
    EXPECT_FALSE(signal.computed && !closed);
    EXPECT_EQ(watched.runs()[2].outcome, Outcome::kTimedOut);
  }
}

TEST_F(DetectionStreamTest, FeedsNoDetectorARoleItDoesNotRead) {
  DetectionStream watched = stream({}, text::Role::kSystem);
  watched.feed("12345 ", findings_);
  watched.end(findings_);
  EXPECT_TRUE(findings_.empty());
  EXPECT_EQ(watched.signals()[text::kLength].value, text::SignalValue(int64_t{6}));
}

TEST_F(DetectionStreamTest, NamesWhatWasNotNeeded) {
  const std::vector<DetectorRun> runs = stream().runs();
  ASSERT_EQ(runs.size(), 4u);
  EXPECT_EQ(runs[1].name, "tokens");
  EXPECT_EQ(runs[1].outcome, Outcome::kNotNeeded);
}

}  // namespace
}  // namespace gs::detect
