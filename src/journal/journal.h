// The crash-safe journal of decisions: segments of framed records on the disk.
//
//   GS_TRY(auto journal, Journal::open(files, clock, {.folder = "data/journal/gateway-1", ...},
//                                      on_event));
//   GS_TRY(Sequence seq, journal->record(decision));  // written: survives kill -9
//   journal->when_durable(seq, [](Status s) {...});   // survives the power, or why not
//
// Threads: record() from any; one thread of the journal makes room ahead, syncs, closes and seals
// segments. One sync serves all that wait. A segment is closed when it is full or old; one that is
// old and empty gets a record that says so (a heartbeat), so that silence is proved too.
//
// A record that cannot be written leaves no gap: its number goes to the next. After a failed write
// or sync, or with a full disk, the journal refuses records (kUnavailable) until a fresh segment
// could be opened, which it tries at once and then once a second. What a failed sync was to cover
// may be lost, so nothing more is put behind it: the fresh segment begins with those records again
// (they are in memory until a sync has covered them), and whoever reads takes a record from the
// last segment that has it.
//
// `on_event`, on_sealed() and calls of when_durable() run on the journal's thread or inside of
// open(); they must not block, throw, or record.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "journal/segment.h"
#include "journal/sinks.h"

namespace gs::journal {

struct JournalOptions {
  std::string folder;   // <data>/journal/<gateway>; made when absent
  std::string gateway;  // the name in records and seals
  uint64_t segment_bytes = 64 * 1024 * 1024;
  std::chrono::milliseconds segment_age{60'000};
  std::chrono::milliseconds sync_within{5};  // of a record that nobody waits for
};

// What the operator should know of.
struct JournalEvent {
  bool error = false;
  std::string message;  // "a torn record was cut off", "records are refused"
  std::string where;
};

// Counters and states for metrics, read at any time.
struct JournalState {
  bool accepts = true;  // false: records are refused now
  std::string problem;  // why, when it does not
  uint64_t next_seq = 0;
  uint64_t syncs = 0;
  double last_sync_seconds = 0;
  uint64_t sealed = 0;  // segments sealed since the start
};

class Journal final : public DecisionSink, public AuditSink {
 public:
  // Recovers what a crash has left: cuts off a torn tail (and reports it), seals what was open, and
  // goes on at the next number in a new segment. Errors: kIo; kInvalidInput for a folder that holds
  // the journal of another gateway, or a gap between segments; kAlreadyExists when another process
  // holds the folder.
  static Result<std::unique_ptr<Journal>> open(Files& files, const Clock& clock,
                                               JournalOptions options,
                                               std::function<void(const JournalEvent&)> on_event);
  ~Journal() override;  // close()

  Result<Sequence> record(const DecisionRecord& record) override;
  // Durable when it returns: audit events are rare.
  Status record(const AuditEvent& event) override;
  bool is_durable(Sequence sequence) const override;
  void when_durable(Sequence sequence, std::function<void(Status)> call) override;

  // Told after each seal, on the journal's thread. Set before the first record.
  void on_sealed(std::function<void()> call);
  // Time of each sync, on the journal's thread. Set before the first record.
  void on_synced(std::function<void(std::chrono::nanoseconds)> call);

  // Closes and seals the open segment, durably, and ends the thread. Later records are refused.
  Status close();
  JournalState state() const;
  // Lets the journal look at its clock now. For tests, whose clocks jump.
  void wake();

 private:
  struct Parts;
  explicit Journal(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace gs::journal
