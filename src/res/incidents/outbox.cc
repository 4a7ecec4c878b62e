#include "res/incidents/outbox.h"

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "base/ids.h"
#include "res/incidents/delivery.h"

namespace gs::res {
namespace {

using Say = std::function<void(bool error, std::string)>;

// The threads' common call to look again, or to stop.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    ++rings_;
    changed_.notify_all();
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  bool stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }
  // Until a ring that `heard` does not count yet, the time is over, or stop().
  void wait(uint64_t& heard, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return stopped_ || rings_ != heard; });
    heard = rings_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t rings_ = 0;
  bool stopped_ = false;
};

// The deliveries of one sink, on a thread of its own.
class SinkSender {
 public:
  SinkSender(store::Database& database, log::Log& log, const Clock& clock, SinkSettings sink,
             const OutboxOptions& options, const Say& say, Bell& bell)
      : database_(database),
        log_(log),
        clock_(clock),
        sink_(std::move(sink)),
        options_(options),
        say_(say),
        bell_(bell),
        thread_([this] { run(); }) {}
  ~SinkSender() { thread_.join(); }
  SinkSender(const SinkSender&) = delete;
  SinkSender& operator=(const SinkSender&) = delete;

 private:
  void run() {
    uint64_t heard = 0;
    say_error(forget_given_up(log_, sink_.name, clock_.now() - 2 * options_.give_up));
    while (!bell_.stopped()) {
      const auto sent = send_next();
      if (!sent) say_error(tl::unexpected(sent.error()));
      if (!sent || !*sent) bell_.wait(heard, options_.poll);
    }
  }

  // False: nothing is due.
  Result<bool> send_next() {
    std::optional<Delivery> due;
    {
      GS_TRY(const auto lease, database_.reader());
      GS_TRY(due, next_due(*lease, sink_.name, clock_.now()));
    }
    if (!due) return false;
    // Longer than a post can take, so that no other replica sends it meanwhile.
    const auto hold = options_.total_timeout + options_.connect_timeout + std::chrono::minutes(1);
    GS_TRY(const bool ours, claim(log_, *due, clock_.now() + hold));
    if (!ours) return true;
    const Status posted = post_delivery(sink_, *due, options_);
    if (posted) {
      GS_CHECK_OK(settle_accepted(log_, *due));
      return true;
    }
    GS_TRY(const bool given_up,
           settle_failed(log_, *due, posted.error().message, clock_.now(), options_));
    if (given_up) {
      say_(true, "sink " + sink_.name + ": delivery " + due->id +
                     " is given up: " + posted.error().message);
    }
    return true;
  }

  void say_error(const Status& status) {
    if (!status) say_(true, "sink " + sink_.name + ": " + status.error().to_string());
  }

  store::Database& database_;
  log::Log& log_;
  const Clock& clock_;
  const SinkSettings sink_;
  const OutboxOptions options_;
  const Say& say_;
  Bell& bell_;
  std::thread thread_;  // last: it uses all of the above
};

class ThreadedSender final : public OutboxSender {
 public:
  explicit ThreadedSender(Say say) : say_(std::move(say)) {}
  ~ThreadedSender() override {
    bell_.stop();
    senders_.clear();
  }
  void add(store::Database& database, log::Log& log, const Clock& clock, SinkSettings sink,
           const OutboxOptions& options) {
    senders_.push_back(
        std::make_unique<SinkSender>(database, log, clock, std::move(sink), options, say_, bell_));
  }
  void wake() override { bell_.ring(); }

 private:
  const Say say_;
  Bell bell_;
  std::vector<std::unique_ptr<SinkSender>> senders_;
};

}  // namespace

Status queue_deliveries(log::Batch& batch, const std::vector<SinkSettings>& sinks,
                        const Incident& incident, const IncidentEvent& event,
                        std::string_view public_url) {
  const int64_t now = log::to_micros(batch.now());
  for (const SinkSettings& sink : sinks) {
    if (!wants(sink, incident)) continue;
    const std::string id = new_uuid_v7(batch.now());
    GS_CHECK_OK(batch.sql().execute(
        "INSERT INTO outbox (id, sink, body, created_at, next_at, attempts, last_error) "
        "VALUES ($1, $2, $3, $4, $5, 0, '')",
        {id, sink.name, sink_body(sink, id, incident, event, public_url), now, now}));
  }
  return Ok{};
}

Result<std::unique_ptr<OutboxSender>> OutboxSender::start(
    store::Database& database, log::Log& log, const Clock& clock, std::vector<SinkSettings> sinks,
    OutboxOptions options, std::function<void(bool error, std::string)> say) {
  std::set<std::string> names;
  for (const SinkSettings& sink : sinks) {
    GS_CHECK_OK(check_sink(sink));
    if (names.insert(sink.name).second) continue;
    return fail(ErrorCode::kInvalidInput, "two sinks have this name", sink.name);
  }
  auto sender = std::make_unique<ThreadedSender>(std::move(say));
  for (SinkSettings& sink : sinks) sender->add(database, log, clock, std::move(sink), options);
  return std::unique_ptr<OutboxSender>(std::move(sender));
}

Result<std::vector<OutboxFigures>> outbox_figures(store::Connection& connection) {
  const int64_t given_up = log::to_micros(never());
  GS_TRY(const auto rows,
         connection.query("SELECT sink, SUM(CASE WHEN next_at = $1 THEN 0 ELSE 1 END), "
                          "SUM(CASE WHEN next_at = $1 THEN 1 ELSE 0 END) FROM outbox "
                          "GROUP BY sink ORDER BY sink",
                          {given_up}));
  std::vector<OutboxFigures> figures;
  for (const store::Row& row : rows) {
    GS_TRY(const auto failed,
           connection.query("SELECT last_error FROM outbox WHERE sink = $1 AND last_error <> '' "
                            "ORDER BY created_at DESC, id DESC LIMIT 1",
                            {row[0].text()}));
    figures.push_back({row[0].text(), static_cast<uint64_t>(row[1].integer()),
                       static_cast<uint64_t>(row[2].integer()),
                       failed.empty() ? std::string() : failed[0][0].text()});
  }
  return figures;
}

}  // namespace gs::res
