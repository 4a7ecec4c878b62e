// What the journal is made of: the state that record() and the journal's thread share.
//
// The hot path, append() in journal.cc, holds the lock for one pwrite of a frame that was put
// together before. Everything else is the journal's thread, journal_thread.cc: it looks at what is
// due (look()), does it, and sleeps until the next thing is due or somebody asks.
//
// What keeps recovery simple: at most one segment, the open one, has bytes that are not durable. A
// segment is closed only when a sync has covered all of it, and the next one gets its name only
// then.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "journal/journal.h"
#include "journal/open_segment.h"
#include "journal/record_text.h"

namespace gs::journal {

// The text as a frame whose head is still empty.
std::string unfinished_frame(const RecordText& text, uint64_t seq);

struct Journal::Parts {
  struct Waiter {
    Sequence sequence;
    std::function<void(Status)> call;
  };
  static constexpr uint64_t kMaxStep = 4 * 1024 * 1024;  // of making room ahead

  Parts(Files& the_files, const Clock& the_clock, JournalOptions the_options,
        std::function<void(const JournalEvent&)> event)
      : files(the_files),
        clock(the_clock),
        options(std::move(the_options)),
        on_event(std::move(event)),
        step(std::clamp<uint64_t>(options.segment_bytes, 1024, kMaxStep)) {}

  Status open();
  Result<Sequence> append(const RecordText& text);
  void when_durable(Sequence sequence, std::function<void(Status)> call);
  Status close();

  using Lock = std::unique_lock<std::mutex>;

  // Hot path. The lock is held.
  Lock spin();
  Status wait_for_room(Lock& lock, uint64_t frame_bytes);
  Result<Sequence> write(std::string frame);
  bool has_room(uint64_t frame_bytes) const;
  tl::unexpected<Error> refusal() const;
  void refuse(const Error& error);
  void wake_by(SteadyTime due);

  // The journal's thread. Those that take the lock give it back for the time of their work.
  void run();
  void look(Lock& lock);
  void sleep(Lock& lock);
  bool sync_due() const;
  bool roll_due() const;
  SteadyTime next_due() const;
  void sync(Lock& lock);
  void sync_failed(std::vector<std::string> frames, const Error& error, std::vector<Waiter>& ready);
  std::vector<Waiter> take_ready();
  void make_room(Lock& lock);
  void roll(Lock& lock);
  void beat();
  Status open_next(Lock& lock);
  void close_segment();
  void recover(Lock& lock);
  void write_seals(Lock& lock);
  void finish(Lock& lock);
  void report(Lock& lock, bool error, std::string message, std::string where);

  Files& files;
  const Clock& clock;
  const JournalOptions options;
  const std::function<void(const JournalEvent&)> on_event;
  const uint64_t step;
  std::function<void()> sealed_call;
  std::function<void(std::chrono::nanoseconds)> synced_call;
  std::unique_ptr<FileLock> folder_lock;
  std::thread thread;

  std::atomic<Sequence> durable = 0;  // all records below are
  std::atomic<Sequence> next_hint = 0;

  mutable std::mutex mutex;
  std::condition_variable thread_wakes;
  std::condition_variable room_made;
  std::unique_ptr<OpenSegment> segment;  // replaced by the thread alone
  Sequence next_seq = 0;
  std::vector<std::string> unsynced;  // the frames of [durable, next_seq), less those in a sync
  SteadyTime unsynced_since;
  std::vector<Waiter> waiters;
  uint64_t room_wanted = 0;  // bytes of the largest frame that waits for room
  bool barrier = false;      // the segment is about to be closed
  bool closing = false;
  bool closed = false;
  std::string problem;                          // not empty: records are refused
  bool problem_told = false;                    // to on_event
  bool unsound = false;                         // a sync of the open segment has failed
  SteadyTime sleeps_until = SteadyTime::min();  // min: the thread is awake
  SteadyTime lingers_until = SteadyTime::min();
  SteadyTime retry_at = SteadyTime::min();       // to open a fresh segment
  SteadyTime room_retry_at = SteadyTime::min();  // to make room ahead, or to close an old segment
  SteadyTime seal_retry_at = SteadyTime::min();
  std::vector<Seal> to_seal;  // closed segments, in order
  ledger::Hash last_root{};
  JournalState shown;
  Status close_status = Ok{};
};

}  // namespace gs::journal
