#include "journal/shipper.h"

#include <gtest/gtest.h>

#include <atomic>

#include "journal_fixture.h"

namespace gs::journal {
namespace {

const JournalOptions kSmall{.folder = "j", .gateway = "g1", .segment_bytes = 4096};

// Stands still until it is moved, and knows how often it was looked at.
class WatchedClock final : public Clock {
 public:
  WallTime now() const override { return clock_.now(); }
  SteadyTime steady() const override {
    const SteadyTime time = clock_.steady();
    ++looks_;
    return time;
  }
  void advance(std::chrono::nanoseconds by) { clock_.advance(by); }
  uint64_t looks() const { return looks_; }

 private:
  ManualClock clock_{WallTime(std::chrono::hours(24 * 365 * 50))};
  mutable std::atomic<uint64_t> looks_ = 0;
};

// RES as the shipper sees it: keeps what it is given, or answers with an error.
class ScriptedReceiver final : public SegmentReceiver {
 public:
  explicit ScriptedReceiver(const WatchedClock& clock) : clock_(clock) {}
  Status receive(const Seal& seal, std::string_view segment) override {
    const std::lock_guard lock(mutex_);
    ++asked_;
    looks_when_asked_ = clock_.looks();
    if (!answer_) return answer_;
    auto view = read_segment(segment);
    EXPECT_TRUE(view);
    EXPECT_TRUE(check_segment(*view, seal));
    EXPECT_EQ(view->end, segment.size()) << "nothing but the records is sent";
    received_.push_back(seal.first_seq);
    return Ok{};
  }
  void answer(Status status) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(status);
  }
  std::vector<uint64_t> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  int asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  // Asked so often, and whoever asked has looked at the clock since: the next try has its time.
  bool has_refused(int times) const {
    const std::lock_guard lock(mutex_);
    return asked_ == times && clock_.looks() > looks_when_asked_;
  }

 private:
  const WatchedClock& clock_;
  uint64_t looks_when_asked_ = 0;
  mutable std::mutex mutex_;
  Status answer_ = Ok{};
  std::vector<uint64_t> received_;
  int asked_ = 0;
};

class ShipperTest : public ::testing::Test {
 protected:
  // Closes so many segments of two records each.
  void write_segments(int count) {
    for (int i = 0; i < count; ++i) {
      auto journal = Journal::open(files_, clock_, kSmall, {});
      ASSERT_TRUE(journal) << journal.error().to_string();
      ASSERT_TRUE((*journal)->record(*SomeDecision("a")));
      ASSERT_TRUE((*journal)->record(*SomeDecision("b")));
      ASSERT_TRUE((*journal)->close());
    }
  }
  std::unique_ptr<Shipper> start() {
    ShipperOptions options;
    options.folder = "j";
    options.keep = std::chrono::hours(48);
    auto shipper = Shipper::start(files_, clock_, options, receiver_,
                                  [this](bool error, const std::string& message) {
                                    const std::lock_guard lock(mutex_);
                                    said_.push_back((error ? "error: " : "") + message);
                                  });
    EXPECT_TRUE(shipper) << shipper.error().to_string();
    return shipper ? *std::move(shipper) : nullptr;
  }
  std::vector<std::string> said() const {
    const std::lock_guard lock(mutex_);
    return said_;
  }
  void advance(Shipper& shipper, std::chrono::milliseconds by) {
    clock_.advance(by);
    shipper.sealed();
  }

  static constexpr std::chrono::milliseconds kMost{20'000};
  FaultyFiles files_;
  WatchedClock clock_;
  ScriptedReceiver receiver_{clock_};
  mutable std::mutex mutex_;
  std::vector<std::string> said_;
};

TEST_F(ShipperTest, ShipsInOrderAndRemembersHowFarItCame) {
  write_segments(3);
  {
    auto shipper = start();
    EXPECT_TRUE(shipper->drain(kMost));
    EXPECT_EQ(shipper->behind(), 0u);
    EXPECT_EQ(receiver_.received(), (std::vector<uint64_t>{0, 2, 4}));
    write_segments(1);
    shipper->sealed();
    EXPECT_TRUE(eventually([&] { return receiver_.received().size() == 4; }));
    EXPECT_TRUE(shipper->drain(kMost));
  }
  EXPECT_EQ(read_shipped(files_, "j"), 8u);
  write_segments(1);
  EXPECT_TRUE(start()->drain(kMost));
  EXPECT_EQ(receiver_.received(), (std::vector<uint64_t>{0, 2, 4, 6, 8}));
  EXPECT_EQ(said(), std::vector<std::string>{});
}

TEST_F(ShipperTest, WaitsTwiceAsLongAfterEachFailureAndThenCatchesUp) {
  receiver_.answer(fail(ErrorCode::kUnavailable, "connection refused", "res"));
  write_segments(2);
  auto shipper = start();
  int asked = 1;
  for (const int wait : {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000}) {
    ASSERT_TRUE(eventually([&] { return receiver_.has_refused(asked); })) << asked;
    advance(*shipper, std::chrono::milliseconds(wait - 1));
    shipper->sealed();
    EXPECT_EQ(receiver_.asked(), asked) << "tried before " << wait;
    advance(*shipper, std::chrono::milliseconds(1));
    ++asked;
  }
  ASSERT_TRUE(eventually([&] { return receiver_.asked() == asked; }));
  EXPECT_EQ(shipper->behind(), 2u);
  receiver_.answer(Ok{});
  EXPECT_TRUE(shipper->drain(kMost));
  EXPECT_EQ(receiver_.received(), (std::vector<uint64_t>{0, 2}));
  EXPECT_EQ(said(), (std::vector<std::string>{
                        "error: a segment cannot be shipped: connection refused (res)",
                        "segments are shipped again"}));
}

TEST_F(ShipperTest, ARefusedSegmentIsTriedOnceAMinuteAndNeverSkipped) {
  receiver_.answer(fail(ErrorCode::kAlreadyExists, "another journal of that name"));
  write_segments(2);
  auto shipper = start();
  for (int asked = 1; asked < 4; ++asked) {
    ASSERT_TRUE(eventually([&] { return receiver_.has_refused(asked); })) << asked;
    advance(*shipper, std::chrono::milliseconds(59'999));
    EXPECT_EQ(receiver_.asked(), asked);
    advance(*shipper, std::chrono::milliseconds(1));
  }
  EXPECT_EQ(shipper->behind(), 2u);
  EXPECT_EQ(said().size(), 1u) << "once, not once a try";
}

TEST_F(ShipperTest, ADamagedSegmentIsNamedAndStopsTheRest) {
  write_segments(3);
  const std::string path = "j/" + segment_file_name(2);
  const std::string good = *files_.read(path);
  std::string bytes = good;
  bytes[bytes.size() - 3] ^= 1;
  ASSERT_TRUE(files_.replace(path, bytes));
  auto shipper = start();
  EXPECT_TRUE(eventually([&] { return said().size() == 1; }));
  EXPECT_EQ(said()[0],
            "error: a segment cannot be shipped: the record is damaged or missing (record 3) (" +
                path + ")");
  EXPECT_EQ(receiver_.received(), std::vector<uint64_t>{0});
  EXPECT_EQ(shipper->behind(), 2u);
  ASSERT_TRUE(files_.replace(path, good));
  EXPECT_TRUE(shipper->drain(kMost));
  EXPECT_EQ(receiver_.received(), (std::vector<uint64_t>{0, 2, 4}));
}

TEST_F(ShipperTest, DeletesWhatIsOldAndShippedButNeverTheNewest) {
  write_segments(2);
  clock_.advance(std::chrono::hours(30));
  write_segments(2);
  auto shipper = start();
  ASSERT_TRUE(shipper->drain(kMost));
  EXPECT_EQ(list_folder(files_, "j")->segments.size(), 4u);
  advance(*shipper, std::chrono::hours(20));
  ASSERT_TRUE(eventually([&] { return list_folder(files_, "j")->seals.size() == 2; }));
  EXPECT_EQ(list_folder(files_, "j")->segments, (std::vector<uint64_t>{4, 6}));
  advance(*shipper, std::chrono::hours(1000));
  ASSERT_TRUE(eventually([&] { return list_folder(files_, "j")->seals.size() == 1; }));
  write_segments(1);  // the journal goes on from what is left
  ASSERT_TRUE(shipper->drain(kMost));
  EXPECT_EQ(receiver_.received().back(), 8u);
}

TEST_F(ShipperTest, KeepsOldSegmentsThatWereNotShipped) {
  receiver_.answer(fail(ErrorCode::kUnavailable, "down"));
  write_segments(2);
  auto shipper = start();
  ASSERT_TRUE(eventually([&] { return receiver_.has_refused(1); }));
  advance(*shipper, std::chrono::hours(1000));
  ASSERT_TRUE(eventually([&] { return receiver_.asked() > 1; }));
  EXPECT_EQ(list_folder(files_, "j")->segments.size(), 2u);
}

// Whatever fails, and wherever it is started anew, RES gets every segment, in order.
TEST_F(ShipperTest, GetsEverythingThereWhateverFails) {
  for (uint64_t n = 1; n <= 40; ++n) {
    SCOPED_TRACE(n);
    FaultyFiles files;
    ScriptedReceiver receiver(clock_);
    for (int i = 0; i < 3; ++i) {
      auto journal = Journal::open(files, clock_, kSmall, {});
      ASSERT_TRUE(journal && (*journal)->record(*SomeDecision("a")) && (*journal)->close());
    }
    const auto quiet = [](bool, const std::string&) {};
    files.inject({.nth = n, .repeat = Fault::Repeat::kFromThenOn});
    {
      auto shipper = Shipper::start(files, clock_, {.folder = "j"}, receiver, quiet);
      if (shipper) (void)(*shipper)->drain(std::chrono::milliseconds(1));
    }
    files.lose_power(n);
    auto shipper = Shipper::start(files, clock_, {.folder = "j"}, receiver, quiet);
    ASSERT_TRUE(shipper) << shipper.error().to_string();
    ASSERT_TRUE((*shipper)->drain(kMost));
    std::vector<uint64_t> firsts;  // some may come twice; none is left out
    for (const uint64_t seq : receiver.received()) {
      if (std::find(firsts.begin(), firsts.end(), seq) == firsts.end()) firsts.push_back(seq);
    }
    EXPECT_EQ(firsts, (std::vector<uint64_t>{0, 1, 2}));
    EXPECT_EQ(read_shipped(files, "j"), 3u);
  }
}

TEST_F(ShipperTest, RefusesAMarkBeyondTheEndOfTheJournal) {
  write_segments(1);
  ASSERT_TRUE(write_shipped(files_, "j", 9));
  const auto shipper =
      Shipper::start(files_, clock_, {.folder = "j"}, receiver_, [](bool, const std::string&) {});
  ASSERT_FALSE(shipper);
  EXPECT_EQ(shipper.error().to_string(),
            "9 records are marked as shipped, but the journal ends at 2 (j/shipped)");
}

}  // namespace
}  // namespace gs::journal
