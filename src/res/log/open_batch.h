// A batch while its transaction is open: what operations have committed so far, and the head that
// comes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/signed_note.h"
#include "ledger/tiles.h"
#include "res/log/log.h"
#include "res/store/database.h"

namespace gs::res::log {

// The head as the database has it. `epoch` grows with every batch of every replica.
struct StoredHead {
  uint64_t size = 0;
  ledger::Hash root{};
  int64_t epoch = 0;
};
Result<StoredHead> read_head(store::Connection& connection);
// A fresh database gets its empty head; an existing one must be of this origin and signed by this
// key: a log that changed its key unnoticed would be another one to everybody who verifies it.
// kInvalidInput: "res.origin", "res.log_key".
Status ensure_head(store::Database& database, const ledger::VerifierKey& key);
// The right edge of the stored tree; kInternal where the tiles do not make the head's root.
Result<ledger::TileEdge> load_edge(store::Connection& connection, const StoredHead& head);

class OpenBatch final : public Batch {
 public:
  // Takes the head for this transaction: no other replica appends until it ends. `edge` is used
  // where it is still the head's, else read anew. The transaction is open.
  static Result<OpenBatch> begin(store::Connection& connection, std::string id, WallTime now,
                                 const ledger::TileEdge& edge);

  store::Connection& sql() override { return *connection_; }
  WallTime now() const override { return now_; }
  Result<uint64_t> commit_record(Draft draft) override;
  Result<uint64_t> commit_leaf(std::string_view kind, const Actor& actor,
                               boost::json::object fields) override;

  // One operation and what it says. When it fails the transaction is as it was before; when that
  // cannot be had the outer result is the error, and the transaction is lost.
  Result<Status> run(const Operation& operation);
  size_t leaves() const { return leaves_.size(); }
  const StoredHead& began_at() const { return head_; }
  // Leaves, tiles and the new head go to the database; returns the edge that stands once the
  // transaction is committed. kAlreadyExists: the head is another's by now.
  Result<ledger::TileEdge> finish();

 private:
  OpenBatch(store::Connection& connection, std::string id, WallTime now, StoredHead head,
            ledger::TileEdge edge)
      : connection_(&connection),
        id_(std::move(id)),
        now_(now),
        head_(head),
        edge_(std::move(edge)) {}
  Result<uint64_t> add(const Leaf& leaf);

  store::Connection* connection_;
  std::string id_;
  WallTime now_;
  StoredHead head_;
  ledger::TileEdge edge_;  // at the beginning, until finish()
  std::vector<store::Row> leaves_;
};

}  // namespace gs::res::log
