#include "journal/journal.h"

#include <algorithm>
#include <future>

#include "journal/folder.h"
#include "journal/journal_parts.h"

namespace gs::journal {
namespace {

constexpr int kTriesBeforeSleep = 1000;
constexpr uint64_t kMostDigits = 20;

unsigned digits(uint64_t number) {
  unsigned count = 1;
  for (; number >= 10; number /= 10) ++count;
  return count;
}

}  // namespace

std::string unfinished_frame(const RecordText& text, uint64_t seq) {
  std::string frame;
  frame.reserve(kFrameHead + text.before.size() + digits(seq) + text.after.size());
  frame.assign(kFrameHead, '\0');
  frame += text.before;
  frame += std::to_string(seq);
  frame += text.after;
  return frame;
}

Journal::Parts::Lock Journal::Parts::spin() {
  // A record takes a few microseconds to write, less than it takes to fall asleep and wake up.
  Lock lock(mutex, std::try_to_lock);
  for (int tries = 0; !lock && tries < kTriesBeforeSleep; ++tries) lock.try_lock();
  if (!lock) lock.lock();
  return lock;
}

bool Journal::Parts::has_room(uint64_t frame_bytes) const {
  const uint64_t end = segment->end + frame_bytes;
  if (end > segment->allocated) return false;
  return end <= options.segment_bytes || next_seq == segment->first_seq;
}

tl::unexpected<Error> Journal::Parts::refusal() const {
  const std::string why = problem.empty() ? "the journal is closed" : problem;
  return fail(ErrorCode::kUnavailable, why, options.folder);
}

Status Journal::Parts::wait_for_room(Lock& lock, uint64_t frame_bytes) {
  while (!closing && problem.empty() && (barrier || !has_room(frame_bytes))) {
    if (!barrier) room_wanted = std::max(room_wanted, frame_bytes);
    wake_by(SteadyTime::min());
    room_made.wait(lock);
  }
  if (closing || !problem.empty()) return refusal();
  return Ok{};
}

Result<Sequence> Journal::Parts::write(std::string frame) {
  const Sequence seq = next_seq;
  finish_frame(frame);
  if (Status written = segment->file->write_at(segment->end, frame); !written) {
    // Half of it may be there. Nothing goes behind it, and this number begins the next segment.
    refuse(written.error());
    return refusal();
  }
  segment->end += frame.size();
  next_seq = seq + 1;
  next_hint.store(next_seq, std::memory_order_relaxed);
  if (unsynced.empty()) {
    unsynced_since = clock.steady();
    wake_by(unsynced_since + options.sync_within);
  }
  unsynced.push_back(std::move(frame));
  return seq;
}

Result<Sequence> Journal::Parts::append(const RecordText& text) {
  const Sequence expected = next_hint.load(std::memory_order_relaxed);
  std::string frame = unfinished_frame(text, expected);
  if (frame.size() - kFrameHead > kMaxRecordBytes) {
    return fail(ErrorCode::kTooLarge, "a record of the journal is larger than 16 MiB");
  }
  const uint64_t most_bytes = frame.size() + kMostDigits;
  Lock lock = spin();
  GS_CHECK_OK(wait_for_room(lock, most_bytes));
  if (next_seq != expected) {
    // Most often only the digits change, not their count.
    const std::string number = std::to_string(next_seq);
    frame.replace(kFrameHead + text.before.size(), digits(expected), number);
  }
  return write(std::move(frame));
}

void Journal::Parts::refuse(const Error& error) {
  problem = "the journal cannot be written: " + error.to_string();
  problem_told = false;
  retry_at = SteadyTime::min();
  room_made.notify_all();
  wake_by(SteadyTime::min());
}

// Wakes the thread if it would sleep longer than that.
void Journal::Parts::wake_by(SteadyTime due) {
  if (due < sleeps_until) {
    sleeps_until = SteadyTime::min();
    thread_wakes.notify_one();
  }
}

void Journal::Parts::when_durable(Sequence sequence, std::function<void(Status)> call) {
  Status status = Ok{};
  {
    const Lock lock = spin();
    if (sequence >= durable) {
      if (sequence >= next_seq) {
        status = fail(ErrorCode::kInvalidInput, "the journal has no record of that number");
      } else if (closed || unsound) {
        status = refusal();
      } else {
        waiters.push_back({sequence, std::move(call)});
        wake_by(SteadyTime::min());
        return;
      }
    }
  }
  call(std::move(status));
}

Status Journal::Parts::open() {
  GS_CHECK_OK(files.make_folder(options.folder));
  GS_TRY(folder_lock, files.lock(options.folder + "/lock"));
  const auto event = [this](const JournalEvent& happened) {
    if (on_event) on_event(happened);
  };
  GS_TRY(const Continuation at,
         recover_folder(files, clock, options.folder, options.gateway, event));
  next_seq = at.next_seq;
  next_hint = at.next_seq;
  durable = at.next_seq;
  last_root = at.last_root;
  shown.sealed = at.sealed;
  {
    Lock lock(mutex);
    GS_CHECK_OK(open_next(lock));
  }
  thread = std::thread([this] { run(); });
  return Ok{};
}

Status Journal::Parts::close() {
  {
    const Lock lock(mutex);
    if (!thread.joinable()) return close_status;
    closing = true;
    room_made.notify_all();
    wake_by(SteadyTime::min());
    thread_wakes.notify_one();
  }
  thread.join();
  folder_lock.reset();
  return close_status;
}

Journal::Journal(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Journal::~Journal() {
  (void)close();
}

Result<std::unique_ptr<Journal>> Journal::open(Files& files, const Clock& clock,
                                               JournalOptions options,
                                               std::function<void(const JournalEvent&)> on_event) {
  auto parts = std::make_unique<Parts>(files, clock, std::move(options), std::move(on_event));
  GS_CHECK_OK(parts->open());
  return std::unique_ptr<Journal>(new Journal(std::move(parts)));
}

Result<Sequence> Journal::record(const DecisionRecord& record) {
  return parts_->append(decision_text(record, parts_->options.gateway));
}

Status Journal::record(const AuditEvent& event) {
  GS_TRY(const Sequence seq, parts_->append(audit_text(event, parts_->options.gateway)));
  auto done = std::make_shared<std::promise<Status>>();
  std::future<Status> durable = done->get_future();
  when_durable(seq, [done](Status status) { done->set_value(std::move(status)); });
  return durable.get();
}

bool Journal::is_durable(Sequence sequence) const {
  return sequence < parts_->durable.load(std::memory_order_acquire);
}

void Journal::when_durable(Sequence sequence, std::function<void(Status)> call) {
  parts_->when_durable(sequence, std::move(call));
}

void Journal::on_sealed(std::function<void()> call) {
  const std::lock_guard lock(parts_->mutex);
  parts_->sealed_call = std::move(call);
}

void Journal::on_synced(std::function<void(std::chrono::nanoseconds)> call) {
  const std::lock_guard lock(parts_->mutex);
  parts_->synced_call = std::move(call);
}

Status Journal::close() {
  return parts_->close();
}

JournalState Journal::state() const {
  const std::lock_guard lock(parts_->mutex);
  JournalState state = parts_->shown;
  state.accepts = parts_->problem.empty() && !parts_->closing;
  state.problem = parts_->problem;
  state.next_seq = parts_->next_seq;
  return state;
}

void Journal::wake() {
  const std::lock_guard lock(parts_->mutex);
  parts_->wake_by(SteadyTime::min());
}

}  // namespace gs::journal
