#include "measure/every_detector.h"

#include <gtest/gtest.h>

#include "detect/caller_context.h"
#include "detect/length.h"

namespace gs::measure {
namespace {

constexpr text::SignalNumber kPii[] = {text::kContainsPii, text::kPiiTypes};
constexpr text::SignalNumber kVerbatim[] = {text::kVerbatimRatio};

// Says that every 'x' is an entity, the last one first, and raises nothing without one.
class Letters final : public detect::Detector {
 public:
  explicit Letters(std::span<const text::SignalNumber> signals) : signals_(signals) {}
  std::string_view name() const override { return "letters"; }
  std::span<const text::SignalNumber> signals() const override { return signals_; }
  detect::Reach reach() const override { return {}; }
  std::unique_ptr<detect::Scan> start(const detect::Scope&) const override {
    return std::make_unique<Look>(signals_.front());
  }

 private:
  class Look final : public detect::Scan {
   public:
    explicit Look(text::SignalNumber signal) : signal_(signal) {}
    void begin_segment(text::Role) override {}
    void feed(std::string_view piece, std::vector<detect::Finding>& findings) override {
      for (size_t i = piece.size(); i-- > 0;) {
        if (piece[i] == 'x') findings.push_back({"X", 0, {i, i + 1}, 1});
      }
      found_ = !findings.empty();
    }
    void end_segment(std::vector<detect::Finding>&) override {}
    void report(detect::SignalBoard& board) const override {
      if (found_) board.raise(signal_, true);
    }

   private:
    text::SignalNumber signal_;
    bool found_ = false;
  };
  std::span<const text::SignalNumber> signals_;
};

class EveryDetectorTest : public testing::Test {
 protected:
  detect::Detection run(text::Phase phase, std::string_view text) {
    EveryDetector every(detectors_, text::builtin_signals(), phase, clock_);
    looks_for_jailbreak_ = every.looks_for(text::kJailbreakScore);
    return every.run({text::Role::kUser, "text", text});
  }

  ManualClock clock_;
  detect::Detectors detectors_{std::make_shared<detect::Length>(), std::make_shared<Letters>(kPii),
                               std::make_shared<Letters>(kVerbatim),
                               std::make_shared<detect::CallerContext>()};
  bool looks_for_jailbreak_ = true;
};

TEST_F(EveryDetectorTest, FindingsAreInOrder) {
  const detect::Detection found = run(text::Phase::kPrompt, "axbx");
  ASSERT_EQ(found.findings.size(), 2u);
  EXPECT_EQ(found.findings[0].span.begin, 1u);
  EXPECT_EQ(found.findings[1].span.begin, 3u);
  EXPECT_EQ(found.signals[text::kContainsPii].value, text::SignalValue(true));
}

TEST_F(EveryDetectorTest, WhatIsLookedForAndNotFoundIsNeutral) {
  const detect::Detection found = run(text::Phase::kPrompt, "a");
  EXPECT_TRUE(found.signals[text::kContainsPii].computed);
  EXPECT_EQ(found.signals[text::kContainsPii].value, text::SignalValue(false));
  EXPECT_EQ(found.signals[text::kPiiTypes].value, text::SignalValue(std::vector<std::string>{}));
  EXPECT_EQ(found.signals[text::kLength].value, text::SignalValue(int64_t{1}));
}

TEST_F(EveryDetectorTest, WhatOnlyTheCallerCouldSayIsNotComputed) {
  const detect::Detection found = run(text::Phase::kPrompt, "a");
  EXPECT_FALSE(looks_for_jailbreak_);
  EXPECT_FALSE(found.signals[text::kJailbreakScore].computed);
}

TEST_F(EveryDetectorTest, ASignalOfTheOtherPhaseIsNotLookedFor) {
  EXPECT_EQ(run(text::Phase::kPrompt, "x").findings.size(), 1u);
  EXPECT_FALSE(run(text::Phase::kPrompt, "x").signals[text::kVerbatimRatio].computed);
  EXPECT_EQ(run(text::Phase::kOutput, "x").findings.size(), 2u);
}

}  // namespace
}  // namespace gs::measure
