// The writer of RES: everything that changes the store goes through here, in batches, and every
// change leaves a leaf in the Merkle log.
//
//   log.submit([=](Batch& batch) -> Status {
//     ... batch.sql().query(...) ...                       // inside the batch's transaction
//     GS_TRY(uint64_t leaf, batch.commit_record({.kind = "incident", ...}));
//     ... batch.sql().execute("INSERT INTO incidents ...") ...
//     return Ok{};
//   }, [](Status committed) { ... answer ... });
//
// Group commit: what is submitted while a batch is being written goes into the next one (at most
// 256 leaves, after at most 10 ms). A batch is one transaction (rows, leaves, tiles, head) and one
// fsync, then one signature. The head of the database is advanced by compare-and-swap with an epoch
// in that transaction, so that of two replicas one appends at a time and a paused one cannot.
//
// A head is published (signed, in /log/checkpoint) only after its commit and after the anchor file
// knows it. At start, and before each signature, a head below the anchor or inconsistent with it is
// refused: kUnavailable "the log was rolled back", until an operator removes the anchor.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "ledger/signed_note.h"
#include "res/log/leaf.h"
#include "res/log/records.h"
#include "res/log/stored_tree.h"
#include "res/store/database.h"

namespace gs::res::log {

// Who did it, as authenticated and as claimed.
struct Actor {
  std::string key_id;   // opaque; "" under auth.mode none, "system" for the program itself
  std::string claimed;  // X-User-ID, or the policy file's meta.change; goes into the content only
  std::string peer;     // address it came from; content only
};

// A record to be committed: its content goes to the table `records`, salted; its leaf holds
// {v, kind, id (opaque), ts, actor, digest} and nothing that can be guessed back.
struct Draft {
  std::string kind;     // of ledger.md: "evidence", "incident", ...
  std::string event;    // the audit's word: "evidence_submitted", "incident_opened", ...
  std::string subject;  // id of what it is about
  std::string model;    // model version, or empty
  Actor actor;
  // Committed as RFC 8785, with the members event, subject, model, claimed_user and peer set from
  // the above, where they are not empty.
  boost::json::object content;
};

// The transaction of a batch, for one operation at a time. Operations may run more than once (on a
// fresh transaction, when the batch failed): they change nothing but the database and what they
// assign anew.
class Batch {
 public:
  virtual ~Batch() = default;
  virtual store::Connection& sql() = 0;
  virtual WallTime now() const = 0;  // of the batch
  // Returns the leaf's index.
  virtual Result<uint64_t> commit_record(Draft draft) = 0;
  // A leaf without content of its own: {v, kind, id, ts, actor} and `fields`, all public.
  virtual Result<uint64_t> commit_leaf(std::string_view kind, const Actor& actor,
                                       boost::json::object fields) = 0;
};

using Operation = std::function<Status(Batch&)>;
using Done = std::function<void(Status)>;  // must not block or throw; on the log's thread

struct LogOptions {
  std::string anchor_file;  // <data>/anchor; empty: none (a replica without a disk)
  size_t batch_leaves = 256;
  std::chrono::milliseconds batch_time{10};
  size_t most_waiting = 10'000;  // operations; beyond: kUnavailable at once
};

// Safe from any thread.
class Log {
 public:
  // Checks the head against the anchor. The signer's name is the log's origin. kInvalidInput: the
  // log in the database has another origin ("res.origin") or another key ("res.log_key").
  static Result<std::unique_ptr<Log>> open(store::Database& database, Files& files,
                                           const Clock& clock, LogOptions options,
                                           const ledger::NoteSigner& signer,
                                           std::function<void(bool error, std::string)> say);
  virtual ~Log() = default;  // finishes what was submitted, then stops

  // `done` is called once: after the commit is durable, or with the operation's own error (the
  // other operations of the batch are not touched by it), or with that of the batch.
  virtual void submit(Operation operation, Done done) = 0;
  // The same, waited for. Not on an I/O thread.
  Status run(Operation operation);

  virtual Published published() const = 0;
  // Calls once a head of at least `size` leaves is published (at once if so), or with an error at
  // shut-down.
  virtual void when_published(uint64_t size, Done call) = 0;
  // Cosignatures for the published head of that size, merged into its note.
  virtual void add_cosignature(uint64_t size, const ledger::NoteSignature& signature) = 0;

  // Empty when it accepts and signs; else why not: for /ready.
  virtual std::string problem() const = 0;
  // Seconds of each commit, on the log's thread; for metrics. Set once, before the first submit.
  virtual void on_commit(std::function<void(std::chrono::nanoseconds, size_t leaves)> call) = 0;
};

}  // namespace gs::res::log
