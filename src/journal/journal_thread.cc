#include <algorithm>

#include "journal/folder.h"
#include "journal/journal_parts.h"

namespace gs::journal {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRetry{1000};
constexpr milliseconds kLongestSleep{60'000};

}  // namespace

void Journal::Parts::run() {
  Lock lock(mutex);
  while (!closing) {
    look(lock);
    sleep(lock);
  }
  finish(lock);
}

void Journal::Parts::look(Lock& lock) {
  if (sync_due()) sync(lock);
  if (!problem.empty()) return recover(lock);
  make_room(lock);
  if (roll_due()) roll(lock);
  write_seals(lock);
}

bool Journal::Parts::sync_due() const {
  if (unsynced.empty() || unsound) return false;
  if (!waiters.empty() || !problem.empty()) return true;
  return clock.steady() >= unsynced_since + options.sync_within;
}

bool Journal::Parts::roll_due() const {
  if (!problem.empty()) return false;
  if (room_wanted > 0 && !has_room(room_wanted)) return true;
  // Before it is full, so that nobody has to wait for the next one.
  const bool empty = next_seq == segment->first_seq;
  if (!empty && segment->end > options.segment_bytes - options.segment_bytes / 64) return true;
  const SteadyTime now = clock.steady();
  return now >= segment->opened_at + options.segment_age && now >= room_retry_at;
}

SteadyTime Journal::Parts::next_due() const {
  const SteadyTime now = clock.steady();
  SteadyTime due = now + kLongestSleep;
  if (!problem.empty()) return std::min(due, retry_at);
  if (room_wanted > 0 || (!waiters.empty() && !unsynced.empty())) return SteadyTime::min();
  due = std::min(due, std::max(segment->opened_at + options.segment_age, room_retry_at));
  if (!unsynced.empty()) due = std::min(due, unsynced_since + options.sync_within);
  // Just after a sync the next record is likely near: being awake soon anyway saves it the waking.
  if (lingers_until > now) due = std::min(due, lingers_until);
  if (!to_seal.empty()) due = std::min(due, seal_retry_at);
  return due;
}

void Journal::Parts::sleep(Lock& lock) {
  const SteadyTime due = next_due();
  const SteadyTime now = clock.steady();
  if (closing || due <= now) return;
  sleeps_until = due;
  thread_wakes.wait_for(lock, due - now);
  sleeps_until = SteadyTime::min();
}

void Journal::Parts::sync(Lock& lock) {
  std::vector<std::string> frames = std::move(unsynced);
  unsynced.clear();
  const Sequence target = next_seq;
  lock.unlock();
  const auto start = std::chrono::steady_clock::now();
  Status synced = segment->sync(files);
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - start;
  lock.lock();
  std::vector<Waiter> ready;
  ++shown.syncs;
  shown.last_sync_seconds = std::chrono::duration<double>(took).count();
  if (synced) {
    durable = target;
    lingers_until = clock.steady() + options.sync_within;
    ready = take_ready();
  } else {
    sync_failed(std::move(frames), synced.error(), ready);
    frames.clear();
  }
  const Status result = synced ? Status(Ok{}) : Status(refusal());
  lock.unlock();
  for (Waiter& waiter : ready) waiter.call(result);
  if (synced_call) synced_call(took);
  for (const std::string& frame : frames) segment->add_leaf(frame);
  frames.clear();
  lock.lock();
}

std::vector<Journal::Parts::Waiter> Journal::Parts::take_ready() {
  const auto waits = [&](const Waiter& waiter) { return waiter.sequence >= durable; };
  const auto first = std::stable_partition(waiters.begin(), waiters.end(), waits);
  std::vector<Waiter> ready(std::make_move_iterator(first), std::make_move_iterator(waiters.end()));
  waiters.erase(first, waiters.end());
  return ready;
}

void Journal::Parts::sync_failed(std::vector<std::string> frames, const Error& error,
                                 std::vector<Waiter>& ready) {
  frames.insert(frames.end(), std::make_move_iterator(unsynced.begin()),
                std::make_move_iterator(unsynced.end()));
  unsynced = std::move(frames);
  unsound = true;
  refuse(error);
  ready.swap(waiters);
}

// Room for what comes soon, so that record() need not wait for it.
void Journal::Parts::make_room(Lock& lock) {
  const uint64_t needed = segment->end + std::max(room_wanted, step / 2);
  const bool full = needed > options.segment_bytes && next_seq != segment->first_seq;
  const bool asked = room_wanted > 0;
  if (needed > segment->allocated && !full && (asked || clock.steady() >= room_retry_at)) {
    const uint64_t size = std::max(segment->allocated + step, needed);
    lock.unlock();
    const Status made = segment->file->preallocate(size);
    lock.lock();
    if (made) segment->allocated = size;
    if (!made) room_retry_at = clock.steady() + kRetry;
  }
  if (room_wanted > 0 && has_room(room_wanted)) {
    room_wanted = 0;
    room_made.notify_all();
  }
}

void Journal::Parts::roll(Lock& lock) {
  const bool must = room_wanted > 0;
  if (next_seq == segment->first_seq && !must) beat();
  // Nobody writes between the last sync of this segment and the opening of the next one.
  barrier = true;
  if (!unsynced.empty()) sync(lock);
  Status opened = Ok{};
  if (problem.empty()) opened = open_next(lock);
  if (!opened) {
    if (must) refuse(opened.error());
    room_retry_at = clock.steady() + kRetry;
  }
  barrier = false;
  room_made.notify_all();
  if (!opened && !must) {
    report(lock, true, "the next segment cannot be opened: " + opened.error().message,
           opened.error().where);
  }
}

void Journal::Parts::beat() {
  const RecordText text = heartbeat_text(clock.now(), options.gateway);
  std::string frame = unfinished_frame(text, next_seq);
  if (has_room(frame.size())) (void)write(std::move(frame));
}

// Opens the segment that begins at the first record that is not durable, with the records that are
// not. The lock is held again at the end; meanwhile nobody writes.
Status Journal::Parts::open_next(Lock& lock) {
  const uint64_t room = std::max(room_wanted, step);
  const uint64_t first = durable;
  lock.unlock();
  auto next = OpenSegment::create(files, clock,
                                  {.folder = options.folder,
                                   .gateway = options.gateway,
                                   .first_seq = first,
                                   .frames = unsynced,
                                   .room = room});
  lock.lock();
  if (!next) return tl::unexpected(next.error());
  if (segment) close_segment();
  segment = *std::move(next);
  unsound = false;
  room_wanted = 0;
  unsynced_since = clock.steady();
  room_retry_at = SteadyTime::min();
  return Ok{};
}

// The open segment ends at the last durable record. What it may hold behind is not its own any
// more.
void Journal::Parts::close_segment() {
  const uint64_t records = durable - segment->first_seq;
  if (records == 0) return;  // its name goes to the next one
  const Seal seal{.gateway = options.gateway,
                  .first_seq = segment->first_seq,
                  .records = records,
                  .root = segment->tree.root(),
                  .prev_root = last_root,
                  .opened = segment->opened,
                  .closed = clock.now()};
  last_root = seal.root;
  to_seal.push_back(seal);
  seal_retry_at = SteadyTime::min();
  // Only space is given back: readers stop at the number of records that the seal says.
  (void)segment->file->truncate(segment->durable_end());
  (void)segment->file->close();
}

void Journal::Parts::recover(Lock& lock) {
  if (!problem_told) {
    problem_told = true;
    report(lock, true, "records are refused: " + problem, options.folder);
  }
  if (clock.steady() < retry_at) return;
  if (Status opened = open_next(lock); !opened) {
    problem = "the journal cannot be written: " + opened.error().to_string();
    retry_at = clock.steady() + kRetry;
    return;
  }
  problem.clear();
  report(lock, false, "records are accepted again", options.folder);
}

void Journal::Parts::write_seals(Lock& lock) {
  while (!to_seal.empty() && clock.steady() >= seal_retry_at) {
    const Seal seal = to_seal.front();
    lock.unlock();
    const std::string path = options.folder + "/" + seal_file_name(seal.first_seq);
    const Status written = files.replace(path, seal.to_json());
    if (written && sealed_call) sealed_call();
    lock.lock();
    if (!written) {
      seal_retry_at = clock.steady() + kRetry;
      return report(lock, true, "a segment cannot be sealed: " + written.error().message, path);
    }
    to_seal.erase(to_seal.begin());
    ++shown.sealed;
  }
}

void Journal::Parts::finish(Lock& lock) {
  if (!unsynced.empty() && !unsound) sync(lock);
  // One more try for records that a failed sync has left in memory.
  if (!unsynced.empty() && open_next(lock)) sync(lock);
  std::vector<Waiter> left = std::move(waiters);
  waiters.clear();
  if (!unsynced.empty()) close_status = fail(ErrorCode::kUnavailable, problem, options.folder);
  if (unsynced.empty()) close_segment();
  if (next_seq == segment->first_seq) {
    (void)files.remove(options.folder + "/" + segment_file_name(segment->first_seq));
  }
  seal_retry_at = SteadyTime::min();
  write_seals(lock);
  if (close_status && !to_seal.empty()) {
    close_status = fail(ErrorCode::kIo, "the last segment could not be sealed", options.folder);
  }
  closed = true;
  lock.unlock();
  for (Waiter& waiter : left) waiter.call(close_status);
  lock.lock();
}

void Journal::Parts::report(Lock& lock, bool error, std::string message, std::string where) {
  if (!on_event) return;
  lock.unlock();
  on_event({.error = error, .message = std::move(message), .where = std::move(where)});
  lock.lock();
}

}  // namespace gs::journal
