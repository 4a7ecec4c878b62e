#include "telemetry/span_exporter.h"

#include "telemetry/retry_after.h"

#include <algorithm>
#include <utility>

namespace gs::telemetry {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

bool worth_another_try(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

bool worth_another_try(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kIo;
}

}  // namespace

SpanExporter::SpanExporter(TraceResource resource, SpanExporterOptions options, PostTraces post,
                           SpanCounters counters, const Clock& clock)
    : resource_(std::move(resource)),
      options_(options),
      post_(std::move(post)),
      counters_(counters),
      clock_(clock),
      thread_([this] { run(); }) {}

SpanExporter::~SpanExporter() {
  stop(std::chrono::milliseconds(0));
}

void SpanExporter::add(SpanSet spans) {
  const size_t count = spans.spans().size();
  if (count == 0) return;
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queued_ + count > options_.max_queue) {
      counters_.dropped.add(count);
      return;
    }
    const bool was_empty = queue_.empty();
    if (was_empty) oldest_ = steady_clock::now();
    const size_t before = queued_;
    queued_ += count;
    queue_.push_back(std::move(spans));
    wake = was_empty || (before < options_.max_batch && queued_ >= options_.max_batch);
  }
  if (wake) changed_.notify_one();
}

void SpanExporter::stop(std::chrono::milliseconds grace) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) stop_by_ = steady_clock::now() + grace;
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::string SpanExporter::last_error() const {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

void SpanExporter::run() {
  for (Batch batch; take(batch); batch = {}) deliver(batch);
}

bool SpanExporter::take(Batch& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  changed_.wait_until(lock, oldest_ + options_.max_delay,
                      [this] { return stopping_ || queued_ >= options_.max_batch; });
  while (!queue_.empty()) {
    const size_t count = queue_.front().spans().size();
    if (batch.spans > 0 && batch.spans + count > options_.max_batch) break;
    batch.spans += count;
    batch.sets.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  queued_ -= batch.spans;
  oldest_ = steady_clock::now();
  return batch.spans > 0;
}

void SpanExporter::deliver(const Batch& batch) {
  if (out_of_time()) return lose(batch.spans, "stopped before they were sent");
  const std::string body = encode_traces(resource_, batch.sets);
  const auto give_up = steady_clock::now() + options_.give_up_after;
  nanoseconds back_off = options_.first_wait;
  for (;;) {
    nanoseconds wait = back_off;
    if (attempt(body, batch.spans, wait) == Next::kDone) return;
    if (steady_clock::now() + wait > give_up || !pause(wait)) {
      counters_.failed.add(batch.spans);
      return;
    }
    back_off = std::min<nanoseconds>(2 * back_off, options_.longest_wait);
  }
}

SpanExporter::Next SpanExporter::attempt(const std::string& body, size_t spans, nanoseconds& wait) {
  const Result<PostOutcome> outcome = post_(body);
  if (outcome) return settle(*outcome, spans, wait);
  if (!worth_another_try(outcome.error())) {
    lose(spans, outcome.error().to_string());
    return Next::kDone;
  }
  remember(outcome.error().to_string());
  return Next::kAgain;
}

SpanExporter::Next SpanExporter::settle(const PostOutcome& outcome, size_t spans,
                                        nanoseconds& wait) {
  if (outcome.status >= 200 && outcome.status < 300) {
    const size_t rejected = std::min<size_t>(rejected_spans(outcome.body), spans);
    if (rejected > 0) lose(rejected, "the collector rejected spans of a batch");
    counters_.exported.add(spans - rejected);
    return Next::kDone;
  }
  std::string why = "the collector answered " + std::to_string(outcome.status);
  if (!worth_another_try(outcome.status)) {
    lose(spans, std::move(why));
    return Next::kDone;
  }
  remember(std::move(why));
  if (const auto asked = parse_retry_after(outcome.retry_after, clock_.now())) {
    wait = std::max<nanoseconds>(*asked, options_.first_wait);  // "0" is no leave to hammer
  }
  return Next::kAgain;
}

bool SpanExporter::pause(nanoseconds wait) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, wait, [this] { return stopping_; });
}

bool SpanExporter::out_of_time() const {
  const std::lock_guard lock(mutex_);
  return stopping_ && steady_clock::now() >= stop_by_;
}

void SpanExporter::lose(size_t spans, std::string why) {
  counters_.failed.add(spans);
  remember(std::move(why));
}

void SpanExporter::remember(std::string why) {
  const std::lock_guard lock(mutex_);
  last_error_ = std::move(why);
}

}  // namespace gs::telemetry
