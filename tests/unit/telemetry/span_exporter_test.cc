#include "telemetry/span_exporter.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <boost/json.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <thread>

#include "base/json.h"

namespace gs::telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A collector: reads what it is sent and answers what it was told to, 200 when that has run out.
class Collector {
 public:
  Result<PostOutcome> take(std::string_view body) {
    std::unique_lock lock(mutex_);
    ++posts_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    Result<PostOutcome> answer = PostOutcome{.status = 200, .body = "{}"};
    if (!answers_.empty()) {
      answer = answers_.front();
      answers_.pop_front();
    }
    if (answer && answer->status == 200) read(body);
    changed_.notify_all();
    return answer;
  }
  void answer(Result<PostOutcome> outcome) {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(outcome));
  }
  void set_open(bool open) {  // while closed, a post waits
    const std::lock_guard lock(mutex_);
    open_ = open;
    changed_.notify_all();
  }
  bool wait_for(const std::function<bool(const Collector&)>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, seconds(10), [&] { return condition(*this); });
  }
  // Without the lock: for conditions, and when the exporter has stopped.
  size_t posts() const { return posts_; }
  size_t spans() const { return names_.size(); }
  size_t largest() const { return largest_; }
  const std::multiset<std::string>& names() const { return names_; }

 private:
  void read(std::string_view body) {
    const auto tree = parse_json(body);
    ASSERT_TRUE(tree) << tree.error().to_string();
    const auto& spans = tree->at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans");
    for (const auto& span : spans.as_array()) names_.insert(span.at("name").as_string().c_str());
    largest_ = std::max(largest_, spans.as_array().size());
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Result<PostOutcome>> answers_;
  std::multiset<std::string> names_;
  size_t posts_ = 0;
  size_t largest_ = 0;
  bool open_ = true;
};

// Asks again and again until `condition` holds; false after ten seconds.
bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

class SpanExporterTest : public testing::Test {
 protected:
  void TearDown() override { collector_.set_open(true); }

  static SpanExporterOptions quick() {
    SpanExporterOptions options;
    options.max_delay = milliseconds(1);
    options.first_wait = milliseconds(1);
    options.longest_wait = milliseconds(4);
    options.give_up_after = milliseconds(10'000);
    return options;
  }
  void start(SpanExporterOptions options) {
    exporter_ = std::make_unique<SpanExporter>(
        TraceResource{"gateway", "1", "i"}, options,
        [this](std::string_view body) { return collector_.take(body); },
        SpanCounters{exported_, dropped_, failed_}, clock_);
  }
  static SpanSet spans(const std::string& name, size_t count = 1) {
    SpanSet set(std::nullopt);
    for (size_t i = 0; i < count; ++i) set.start(name, SpanKind::kServer, {});
    return set;
  }
  size_t settled() const { return exported_.value() + dropped_.value() + failed_.value(); }

  Collector collector_;
  Counter exported_, dropped_, failed_;
  ManualClock clock_{WallTime(seconds(784'111'777))};
  std::unique_ptr<SpanExporter> exporter_;
};

TEST_F(SpanExporterTest, SendsWhatItIsGiven) {
  start(quick());
  exporter_->add(spans("a", 3));
  exporter_->add(spans("b"));
  EXPECT_TRUE(collector_.wait_for([](const Collector& c) { return c.spans() == 4; }));
  exporter_->stop(seconds(5));
  EXPECT_EQ(collector_.names(), (std::multiset<std::string>{"a", "a", "a", "b"}));
  EXPECT_EQ(exported_.value(), 4U);
  EXPECT_EQ(exporter_->last_error(), "");
}

TEST_F(SpanExporterTest, AFullBatchDoesNotWait) {
  SpanExporterOptions options = quick();
  options.max_delay = seconds(3'600);
  options.max_batch = 4;
  start(options);
  for (int i = 0; i < 8; ++i) exporter_->add(spans("a"));
  EXPECT_TRUE(collector_.wait_for([](const Collector& c) { return c.spans() == 8; }));
  EXPECT_LE(collector_.largest(), 4U);
}

TEST_F(SpanExporterTest, StopSendsWhatIsLeft) {
  SpanExporterOptions options = quick();
  options.max_delay = seconds(3'600);
  start(options);
  exporter_->add(spans("a"));
  exporter_->stop(seconds(5));
  EXPECT_EQ(exported_.value(), 1U);
  exporter_->add(spans("late"));
  EXPECT_EQ(dropped_.value(), 1U);
}

TEST_F(SpanExporterTest, TriesAgainWhereThatMayHelp) {
  for (const int status : {429, 502, 503, 504}) collector_.answer(PostOutcome{.status = status});
  collector_.answer(fail(ErrorCode::kUnavailable, "connection refused"));
  collector_.answer(fail(ErrorCode::kIo, "connection reset"));
  start(quick());
  exporter_->add(spans("a"));
  EXPECT_TRUE(collector_.wait_for([](const Collector& c) { return c.spans() == 1; }));
  exporter_->stop(seconds(5));
  EXPECT_EQ(collector_.posts(), 7U);
  EXPECT_EQ(exported_.value(), 1U);
  EXPECT_EQ(failed_.value(), 0U);
  EXPECT_EQ(exporter_->last_error(), "connection reset");
}

TEST_F(SpanExporterTest, WhatNoTryCanHelpIsLostAtOnce) {
  struct Row {
    Result<PostOutcome> answer;
    std::string why;
  };
  const std::vector<Row> rows = {
      {PostOutcome{.status = 400}, "the collector answered 400"},
      {PostOutcome{.status = 500}, "the collector answered 500"},
      {PostOutcome{.status = 307}, "the collector answered 307"},
      {fail(ErrorCode::kInvalidInput, "wrong certificate", "tempo:4318"),
       "wrong certificate (tempo:4318)"},
  };
  for (const Row& row : rows) collector_.answer(row.answer);
  start(quick());
  for (size_t i = 0; i < rows.size(); ++i) {
    exporter_->add(spans("lost"));
    ASSERT_TRUE(collector_.wait_for([&](const Collector& c) { return c.posts() == i + 1; }));
    EXPECT_TRUE(eventually([&] { return exporter_->last_error() == rows[i].why; }));
  }
  exporter_->stop(seconds(5));
  EXPECT_EQ(exporter_->last_error(), rows.back().why);
  EXPECT_EQ(failed_.value(), rows.size());
  EXPECT_EQ(collector_.posts(), rows.size());
}

TEST_F(SpanExporterTest, GivesUpWhenTheCollectorAsksForMorePatienceThanThereIs) {
  collector_.answer(PostOutcome{.status = 503, .retry_after = "3600"});
  collector_.answer(PostOutcome{.status = 429, .retry_after = "Mon, 07 Nov 1994 08:49:37 GMT"});
  start(quick());
  for (size_t posts = 1; posts <= 2; ++posts) {
    exporter_->add(spans("a"));
    ASSERT_TRUE(collector_.wait_for([&](const Collector& c) { return c.posts() == posts; }));
  }
  exporter_->stop(seconds(5));
  EXPECT_EQ(failed_.value(), 2U);
  EXPECT_EQ(collector_.posts(), 2U);
}

TEST_F(SpanExporterTest, GivesUpAfterABound) {
  for (int i = 0; i < 10'000; ++i) collector_.answer(PostOutcome{.status = 503});
  SpanExporterOptions options = quick();
  options.give_up_after = milliseconds(30);
  start(options);
  exporter_->add(spans("a"));
  EXPECT_TRUE(eventually([this] { return failed_.value() == 1; }));
  exporter_->stop(seconds(5));
  EXPECT_GT(collector_.posts(), 1U);
}

TEST_F(SpanExporterTest, CountsWhatTheCollectorRejected) {
  collector_.answer(
      PostOutcome{.status = 200, .body = R"({"partialSuccess":{"rejectedSpans":"2"}})"});
  start(quick());
  exporter_->add(spans("a", 5));
  exporter_->stop(seconds(5));
  EXPECT_EQ(exported_.value(), 3U);
  EXPECT_EQ(failed_.value(), 2U);
}

// The collector hangs: add() returns all the same, what is held is bounded, and every span has one
// of the three ends.
TEST_F(SpanExporterTest, AHangingCollectorHoldsNobodyUp) {
  constexpr size_t kThreads = 3;
  constexpr size_t kEach = 2'000;
  SpanExporterOptions options = quick();
  options.max_queue = 100;
  options.max_batch = 10;
  collector_.set_open(false);
  start(options);
  exporter_->add(spans("first"));
  ASSERT_TRUE(collector_.wait_for([](const Collector& c) { return c.posts() == 1; }));
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([this] {
      for (size_t i = 0; i < kEach; ++i) exporter_->add(spans("a", 2));
    });
  }
  for (std::thread& thread : threads) thread.join();  // would not end if add() waited
  EXPECT_EQ(collector_.posts(), 1U);
  EXPECT_EQ(dropped_.value(), kThreads * kEach * 2 - options.max_queue);
  collector_.set_open(true);
  exporter_->stop(seconds(10));
  EXPECT_EQ(exported_.value(), 1 + options.max_queue);
  EXPECT_EQ(settled(), 1 + kThreads * kEach * 2);
  EXPECT_LE(collector_.largest(), options.max_batch);
}

TEST_F(SpanExporterTest, StoppingDoesNotWaitForACollectorThatIsGone) {
  for (int i = 0; i < 10'000; ++i) {
    collector_.answer(fail(ErrorCode::kUnavailable, "connection refused"));
  }
  SpanExporterOptions options = quick();
  options.first_wait = seconds(3'600);
  options.give_up_after = seconds(36'000);
  start(options);
  exporter_->add(spans("a"));
  ASSERT_TRUE(collector_.wait_for([](const Collector& c) { return c.posts() == 1; }));
  exporter_->add(spans("b"));
  exporter_->stop(milliseconds(0));  // hangs for an hour if the wait is not cut short
  EXPECT_EQ(failed_.value(), 2U);
}

}  // namespace
}  // namespace gs::telemetry
