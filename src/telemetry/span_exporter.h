// Sends finished spans to a collector, on a thread of its own.
//
//   auto post = http::BlockingPost::create(url, options);     // once; says what is wrong with them
//   SpanExporter exporter(resource, {}, [&](std::string_view body) -> Result<PostOutcome> {
//     GS_TRY(auto answer, post->send("application/json", body));
//     return PostOutcome{answer.status, answer.header("retry-after"), std::move(answer.body)};
//   }, {.exported = metrics.proxy().otlp_spans("exported"), ...}, clock);
//   exporter.add(std::move(spans));      // any thread, never waits for the collector
//   exporter.stop(std::chrono::seconds(5));
//
// Spans gather until there is a batch of them or the oldest has waited long enough. A batch that
// cannot be delivered is tried again where that may help (429, 502, 503, 504, no connection), with
// waits that double, or as long as Retry-After says, until `give_up_after` has passed; any other
// answer loses the batch at once. Meanwhile new spans queue up. A full queue drops the new ones,
// not the oldest: it takes nobody's time, and the oldest tell how the trouble began. All three ends
// are counted: a span is exported, dropped or failed. No error reaches the exchange.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "telemetry/instruments.h"
#include "telemetry/otlp.h"
#include "telemetry/span.h"

namespace gs::telemetry {

// What a collector answered.
struct PostOutcome {
  int status = 0;
  std::string retry_after;  // the header's value, or empty
  std::string body;
};

// Posts one request body and waits for the answer; must end by a time-out of its own. An error of
// kUnavailable or kIo is tried again, any other is not. Called by the exporter's thread alone.
using PostTraces = std::function<Result<PostOutcome>(std::string_view body)>;

struct SpanExporterOptions {
  using Milliseconds = std::chrono::milliseconds;

  size_t max_queue = 2048;         // spans waiting; each is bounded, see span.h
  size_t max_batch = 512;          // spans in a request
  Milliseconds max_delay{1'000};   // from the first span of a batch to its sending
  Milliseconds first_wait{1'000};  // before the second try; then doubled,
  Milliseconds longest_wait{30'000};
  Milliseconds give_up_after{60'000};  // from the first try of a batch
};

// otlp_spans_total by outcome; must outlive the exporter.
struct SpanCounters {
  Counter& exported;
  Counter& dropped;  // the queue was full, or the exporter had stopped
  Counter& failed;   // refused, or given up
};

class SpanExporter {
 public:
  // Starts the thread. `clock` must outlive this; it reads Retry-After dates only.
  SpanExporter(TraceResource resource, SpanExporterOptions options, PostTraces post,
               SpanCounters counters, const Clock& clock);
  ~SpanExporter();  // stop(0) if that has not happened

  // Safe from any thread; holds a lock for as long as a move takes.
  void add(SpanSet spans);

  // Sends what is queued, without further waits between tries, until `grace` has passed; counts the
  // rest as failed. A post under way is waited for, so this takes up to its own time-out more.
  void stop(std::chrono::milliseconds grace);

  // The last trouble with the collector; empty if there was none. For the status of the service.
  std::string last_error() const;

 private:
  struct Batch {
    std::vector<SpanSet> sets;
    size_t spans = 0;
  };
  enum class Next { kDone, kAgain };

  void run();
  bool take(Batch& batch);  // waits for one; false: stopped, and nothing is left
  void deliver(const Batch& batch);
  Next attempt(const std::string& body, size_t spans, std::chrono::nanoseconds& wait);
  Next settle(const PostOutcome& outcome, size_t spans, std::chrono::nanoseconds& wait);
  bool pause(std::chrono::nanoseconds wait);  // false: stopping, so there are no more waits
  bool out_of_time() const;
  void lose(size_t spans, std::string why);
  void remember(std::string why);

  const TraceResource resource_;
  const SpanExporterOptions options_;
  const PostTraces post_;
  const SpanCounters counters_;
  const Clock& clock_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SpanSet> queue_;
  size_t queued_ = 0;  // spans in queue_
  std::chrono::steady_clock::time_point oldest_{};
  bool stopping_ = false;
  std::chrono::steady_clock::time_point stop_by_{};
  std::string last_error_;
  std::thread thread_;
};

}  // namespace gs::telemetry
