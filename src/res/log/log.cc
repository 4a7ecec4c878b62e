// One thread takes what was submitted, a batch at a time:
//
//   begin        the transaction, with the head taken for it
//   run          each operation behind a savepoint, until 256 leaves or 10 ms
//   finish       leaves, tiles, head
//   commit       one fsync of the database
//   answer       everybody whose operation is in the batch
//   publish      the anchor (one fsync more), the signature, /log/checkpoint
//
// A batch whose connection broke runs again on a fresh one. When it broke within the commit, the
// row of the batch tells whether it happened.
#include "res/log/log.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/ids.h"
#include "res/log/anchor.h"
#include "res/log/open_batch.h"
#include "res/log/publisher.h"

namespace gs::res::log {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kLookForOthers{1'000};  // heads that other replicas have committed
constexpr Milliseconds kGiveUpAfter{5'000};    // a batch whose database goes away
constexpr Milliseconds kRetryFirst{20};
constexpr Milliseconds kRetryMost{1'000};

struct Submitted {
  Operation operation;
  Done done;
};

// Everything that a batch has come to.
struct Committed {
  ledger::TileEdge edge;
  size_t leaves = 0;
};

class DatabaseLog final : public Log {
 public:
  DatabaseLog(store::Database& database, const Clock& clock, LogOptions options,
              std::unique_ptr<Publisher> publisher, std::function<void(bool, std::string)> say)
      : database_(database),
        clock_(clock),
        options_(std::move(options)),
        publisher_(std::move(publisher)),
        say_(std::move(say)) {}

  ~DatabaseLog() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    publisher_->stop();
  }

  // Reads and publishes the head that is there, then starts the thread.
  Status start() {
    catch_up();
    thread_ = std::thread([this] { work(); });
    return Ok{};
  }

  void submit(Operation operation, Done done) override {
    Error refused;
    {
      std::lock_guard lock(mutex_);
      if (stopping_) {
        refused = {ErrorCode::kUnavailable, "the log is stopping", ""};
      } else if (!problem_.empty()) {
        refused = {ErrorCode::kUnavailable, problem_, ""};
      } else if (waiting_.size() >= options_.most_waiting) {
        refused = {ErrorCode::kUnavailable, "too many changes wait to be written", ""};
      } else {
        waiting_.push_back({std::move(operation), std::move(done)});
      }
    }
    if (!refused.message.empty()) return done(tl::unexpected(std::move(refused)));
    wake_.notify_one();
  }

  Published published() const override { return publisher_->newest(); }
  void when_published(uint64_t size, Done call) override {
    publisher_->when_published(size, std::move(call));
  }
  void add_cosignature(uint64_t size, const ledger::NoteSignature& signature) override {
    publisher_->add_cosignature(size, signature);
  }

  std::string problem() const override {
    std::lock_guard lock(mutex_);
    return problem_.empty() ? trouble_ : problem_;
  }
  // A trouble that may pass.
  bool in_trouble() const {
    std::lock_guard lock(mutex_);
    return problem_.empty() && !trouble_.empty();
  }

  void on_commit(std::function<void(std::chrono::nanoseconds, size_t)> call) override {
    std::lock_guard lock(mutex_);
    on_commit_ = std::move(call);
  }

 private:
  void work();
  void work_off(std::deque<Submitted> batch);
  std::deque<Submitted> next_batch();
  Result<Committed> write(std::deque<Submitted>& batch, const std::string& id);
  Result<Committed> write_once(std::deque<Submitted>& batch, const std::string& id);
  Result<Committed> write_again(std::deque<Submitted>& batch, const std::string& id);
  Status keep_checkpoint(store::Connection& connection);
  Status run(OpenBatch& open, std::deque<Submitted>& batch);
  Result<std::optional<Committed>> look_up(const std::string& id);
  void idle();
  void catch_up();
  Status check(store::Connection& connection, const StoredHead& head);
  Status publish(uint64_t size, const ledger::Hash& root);
  Status remember(Status status);
  void note_trouble(const Status& status);
  bool pause(Milliseconds time);

  store::Database& database_;
  const Clock& clock_;
  const LogOptions options_;
  const std::unique_ptr<Publisher> publisher_;
  const std::function<void(bool, std::string)> say_;

  mutable std::mutex mutex_;  // of the five below
  std::condition_variable wake_;
  std::deque<Submitted> waiting_;
  std::string problem_;  // nothing is accepted any more
  std::string trouble_;  // the database was away when last tried
  bool stopping_ = false;
  std::function<void(std::chrono::nanoseconds, size_t)> on_commit_;

  // The thread's own.
  ledger::TileEdge edge_;
  std::deque<Submitted> left_over_;  // of the batch before, whose time was up
  std::thread thread_;
};

void DatabaseLog::work() {
  while (true) {
    std::deque<Submitted> batch = next_batch();
    if (batch.empty()) {
      std::lock_guard lock(mutex_);
      if (stopping_ && waiting_.empty()) return;
    }
    batch.empty() ? idle() : work_off(std::move(batch));
  }
}

// Waits for something to do; comes back with nothing once a second, and when it is time to stop.
std::deque<Submitted> DatabaseLog::next_batch() {
  std::unique_lock lock(mutex_);
  if (left_over_.empty()) {
    wake_.wait_for(lock, kLookForOthers, [&] { return stopping_ || !waiting_.empty(); });
  }
  std::deque<Submitted> batch = std::move(left_over_);
  left_over_.clear();
  while (batch.size() < options_.batch_leaves && !waiting_.empty()) {
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return batch;
}

void DatabaseLog::work_off(std::deque<Submitted> batch) {
  const SteadyTime began = clock_.steady();
  auto committed = write(batch, new_uuid_v7(clock_.now()));
  if (!committed) {
    note_trouble(tl::unexpected(committed.error()));
    const Error& why = committed.error();
    for (Submitted& one : batch) one.done(fail(ErrorCode::kUnavailable, why.message, why.where));
    return;
  }
  edge_ = std::move(committed->edge);
  for (Submitted& one : batch) one.done(Ok{});
  if (on_commit_) on_commit_(clock_.steady() - began, committed->leaves);
  note_trouble(publish(edge_.size(), edge_.root()));
}

// Tries until it is written, refused, or the database has been away for too long; once only where
// it was away before, so that callers hear of it at once. Operations that failed by themselves have
// been answered and are no longer in `batch`.
Result<Committed> DatabaseLog::write(std::deque<Submitted>& batch, const std::string& id) {
  const bool patient = database_.dialect() == store::Dialect::kPostgres && !in_trouble();
  const SteadyTime give_up = clock_.steady() + (patient ? kGiveUpAfter : Milliseconds(0));
  Milliseconds wait = kRetryFirst;
  for (bool again = false;; again = true) {
    auto committed = again ? write_again(batch, id) : write_once(batch, id);
    const bool away = !committed && (committed.error().code == ErrorCode::kUnavailable ||
                                     committed.error().code == ErrorCode::kAlreadyExists);
    if (!away || !problem_.empty() || clock_.steady() >= give_up) return committed;
    note_trouble(tl::unexpected(committed.error()));
    if (!pause(wait)) return committed;
    wait = std::min(2 * wait, kRetryMost);
  }
}

// An earlier try may have been committed without our hearing of it.
Result<Committed> DatabaseLog::write_again(std::deque<Submitted>& batch, const std::string& id) {
  GS_TRY(std::optional<Committed> before, look_up(id));
  if (before) return *std::move(before);
  return write_once(batch, id);
}

Result<Committed> DatabaseLog::write_once(std::deque<Submitted>& batch, const std::string& id) {
  GS_TRY(auto connection, database_.writer());
  GS_CHECK_OK(connection->begin());
  const auto attempt = [&]() -> Result<Committed> {
    GS_TRY(OpenBatch open, OpenBatch::begin(*connection, id, clock_.now(), edge_));
    // A head that is not our own last one came from another replica, or from a copy of old.
    GS_CHECK_OK(check(*connection, open.began_at()));
    GS_CHECK_OK(run(open, batch));
    GS_CHECK_OK(keep_checkpoint(*connection));
    Committed committed{{}, open.leaves()};
    GS_TRY(committed.edge, open.finish());
    GS_CHECK_OK(connection->commit());
    return committed;
  };
  auto committed = attempt();
  if (!committed) connection->rollback();
  return committed;
}

// Runs operations until the batch is full. One that fails is answered and leaves the batch.
Status DatabaseLog::run(OpenBatch& open, std::deque<Submitted>& batch) {
  const SteadyTime until = clock_.steady() + options_.batch_time;
  for (auto it = batch.begin(); it != batch.end();) {
    const bool full = open.leaves() >= options_.batch_leaves || clock_.steady() >= until;
    if (full && it != batch.begin()) {
      left_over_.insert(left_over_.begin(), std::make_move_iterator(it),
                        std::make_move_iterator(batch.end()));
      batch.erase(it, batch.end());
      return Ok{};
    }
    GS_TRY(Status done, open.run(it->operation));
    if (done) {
      ++it;
    } else {
      it->done(std::move(done));
      it = batch.erase(it);
    }
  }
  return Ok{};
}

// The note that was published last goes into the storage with the batch after it.
Status DatabaseLog::keep_checkpoint(store::Connection& connection) {
  const Published newest = publisher_->newest();
  if (newest.note.empty()) return Ok{};
  GS_CHECK_OK(connection.execute(
      "INSERT INTO log_checkpoints (size, note, published_at) VALUES ($1, $2, $3) "
      "ON CONFLICT (size) DO UPDATE SET note = excluded.note",
      {newest.head.size, newest.note, to_micros(clock_.now())}));
  GS_CHECK_OK(
      connection.execute("DELETE FROM log_checkpoints WHERE size < $1", {newest.head.size}));
  return Ok{};
}

// Whether the batch of that id is in the log.
Result<std::optional<Committed>> DatabaseLog::look_up(const std::string& id) {
  GS_TRY(auto connection, database_.reader());
  GS_TRY(auto rows, connection->query("SELECT size FROM log_batches WHERE batch = $1", {id}));
  if (rows.empty()) return std::optional<Committed>();
  GS_TRY(const StoredHead head, read_head(*connection));
  Committed committed;
  GS_TRY(committed.edge, load_edge(*connection, head));
  return std::optional(std::move(committed));
}

// When there is nothing to write: what others have committed is published, and a storage that could
// not be written is tried again, since nobody sends anything to a service that is not ready.
void DatabaseLog::idle() {
  if (!problem().empty()) {
    if (in_trouble()) work_off({});
    return;
  }
  catch_up();
}

// Publishes what stands in the database: at the start, and what other replicas have committed.
void DatabaseLog::catch_up() {
  const auto look = [&]() -> Status {
    GS_TRY(auto connection, database_.reader());
    GS_TRY(const StoredHead head, read_head(*connection));
    const Published newest = publisher_->newest();
    if (!newest.note.empty() && newest.head.size == head.size && newest.head.root == head.root) {
      return Ok{};
    }
    GS_CHECK_OK(check(*connection, head));
    GS_TRY(edge_, load_edge(*connection, head));
    return publish(head.size, head.root);
  };
  note_trouble(look());
}

Status DatabaseLog::check(store::Connection& connection, const StoredHead& head) {
  return remember(publisher_->check(connection, head));
}

Status DatabaseLog::publish(uint64_t size, const ledger::Hash& root) {
  return remember(publisher_->publish(size, root));
}

// A head that must not be signed ends the work for good; what else may fail (an anchor that cannot
// be written, a tile that cannot be read) is tried again.
Status DatabaseLog::remember(Status status) {
  if (status || status.error().code != ErrorCode::kInvalidInput) return status;
  {
    std::lock_guard lock(mutex_);
    if (!problem_.empty()) return status;
    problem_ = status.error().message;
  }
  say_(true, status.error().to_string());
  return status;
}

void DatabaseLog::note_trouble(const Status& status) {
  std::string now = status ? "" : status.error().message;
  std::string before;
  {
    std::lock_guard lock(mutex_);
    if (!problem_.empty()) return;
    before = std::exchange(trouble_, now);
  }
  if (!now.empty() && before.empty()) say_(true, "the log cannot be written: " + now);
  if (now.empty() && !before.empty()) say_(false, "the log is written again");
}

// False: it is time to stop.
bool DatabaseLog::pause(Milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [&] { return stopping_; });
}

}  // namespace

Result<std::unique_ptr<Log>> Log::open(store::Database& database, Files& files, const Clock& clock,
                                       LogOptions options, const ledger::NoteSigner& signer,
                                       std::function<void(bool error, std::string)> say) {
  GS_CHECK_OK(ensure_head(database, signer.verifier()));
  std::unique_ptr<Anchor> anchor;
  if (!options.anchor_file.empty()) {
    GS_TRY(anchor, Anchor::open(files, options.anchor_file, signer.verifier()));
  }
  auto publisher = std::make_unique<Publisher>(signer, std::move(anchor));
  auto log = std::make_unique<DatabaseLog>(database, clock, std::move(options),
                                           std::move(publisher), std::move(say));
  GS_CHECK_OK(log->start());
  return log;
}

Status Log::run(Operation operation) {
  struct Wait {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Status> status;
  };
  const auto wait = std::make_shared<Wait>();
  submit(std::move(operation), [wait](Status status) {
    std::lock_guard lock(wait->mutex);
    wait->status = std::move(status);
    wait->done.notify_all();
  });
  std::unique_lock lock(wait->mutex);
  wait->done.wait(lock, [&] { return wait->status.has_value(); });
  return *std::move(wait->status);
}

}  // namespace gs::res::log
