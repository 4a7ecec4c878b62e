#include "res/log/open_batch.h"

#include <utility>

#include "base/ids.h"
#include "base/json.h"

namespace gs::res::log {
namespace {

using store::Blob;
using store::Row;

std::string bytes_of(const ledger::Hash& hash) {
  return std::string(reinterpret_cast<const char*>(hash.data()), hash.size());
}

Result<StoredHead> head_of(const std::vector<Row>& rows) {
  if (rows.size() != 1) return fail(ErrorCode::kInternal, "the log has no head", "log_head");
  StoredHead head;
  head.size = static_cast<uint64_t>(rows[0][0].integer());
  const std::string& root = rows[0][1].blob();
  if (root.size() != head.root.size()) {
    return fail(ErrorCode::kInternal, "the root of the head is not 32 bytes", "log_head");
  }
  std::copy(root.begin(), root.end(), head.root.begin());
  head.epoch = rows[0][2].integer();
  return head;
}

// The fact as the storage has it, which is `value` where it had none.
Result<std::string> keep_fact(store::Connection& connection, std::string_view name,
                              const std::string& value) {
  GS_CHECK_OK(connection.execute(
      "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", {name, value}));
  GS_TRY(auto rows, connection.query("SELECT value FROM facts WHERE name = $1", {name}));
  return rows.empty() ? std::string() : rows[0][0].text();
}

}  // namespace

Result<StoredHead> read_head(store::Connection& connection) {
  GS_TRY(auto rows, connection.query("SELECT size, root, epoch FROM log_head WHERE one = 1", {}));
  return head_of(rows);
}

Status ensure_head(store::Database& database, const ledger::VerifierKey& key) {
  GS_TRY(auto connection, database.writer());
  GS_CHECK_OK(connection->begin());
  const auto write = [&]() -> Status {
    GS_CHECK_OK(connection->execute(
        "INSERT INTO log_head (one, size, root, epoch, batch) VALUES (1, 0, $1, 0, '') "
        "ON CONFLICT DO NOTHING",
        {Blob{bytes_of(ledger::empty_root())}}));
    GS_TRY(const std::string origin, keep_fact(*connection, "log_origin", key.name));
    if (origin != key.name) {
      return fail(ErrorCode::kInvalidInput,
                  "the log in this storage is \"" + origin + "\", not \"" + key.name + "\"",
                  "res.origin");
    }
    GS_TRY(const std::string vkey, keep_fact(*connection, "log_vkey", key.to_vkey()));
    if (vkey != key.to_vkey()) {
      return fail(ErrorCode::kInvalidInput,
                  "the log in this storage is signed by " + vkey + ", not by " + key.to_vkey(),
                  "res.log_key");
    }
    return connection->commit();
  };
  Status written = write();
  if (!written) connection->rollback();
  return written;
}

Result<ledger::TileEdge> load_edge(store::Connection& connection, const StoredHead& head) {
  const StoredTiles tiles(connection);
  GS_TRY(ledger::TileEdge edge, ledger::TileEdge::load(tiles, head.size));
  if (edge.root() != head.root) {
    return fail(ErrorCode::kInternal, "the tiles of the log do not make the root of its head",
                "log_tiles");
  }
  return edge;
}

Result<OpenBatch> OpenBatch::begin(store::Connection& connection, std::string id, WallTime now,
                                   const ledger::TileEdge& edge) {
  // The update locks the row: a second replica waits here, or is refused by finish().
  GS_TRY(auto rows, connection.query("UPDATE log_head SET epoch = epoch + 1, batch = $1 "
                                     "WHERE one = 1 RETURNING size, root, epoch",
                                     {id}));
  GS_TRY(const StoredHead head, head_of(rows));
  if (edge.size() == head.size && edge.root() == head.root) {
    return OpenBatch(connection, std::move(id), now, head, edge);
  }
  GS_TRY(ledger::TileEdge stored, load_edge(connection, head));
  return OpenBatch(connection, std::move(id), now, head, std::move(stored));
}

Result<Status> OpenBatch::run(const Operation& operation) {
  const size_t leaves_before = leaves_.size();
  GS_CHECK_OK(connection_->execute("SAVEPOINT operation"));
  Status done = operation(*this);
  if (!done) {
    leaves_.resize(leaves_before);
    GS_CHECK_OK(connection_->execute("ROLLBACK TO SAVEPOINT operation"));
  }
  GS_CHECK_OK(connection_->execute("RELEASE SAVEPOINT operation"));
  return done;
}

Result<uint64_t> OpenBatch::add(const Leaf& leaf) {
  GS_TRY(std::string bytes, leaf.to_bytes());
  const uint64_t index = head_.size + leaves_.size();
  Row row;
  row.reserve(2);
  row.emplace_back(index);
  row.emplace_back(Blob{std::move(bytes)});
  leaves_.push_back(std::move(row));
  return index;
}

Result<uint64_t> OpenBatch::commit_record(Draft draft) {
  const auto say = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) draft.content.insert_or_assign(name, value);
  };
  say("event", draft.event);
  say("subject", draft.subject);
  say("model", draft.model);
  say("claimed_user", draft.actor.claimed);
  say("peer", draft.actor.peer);
  GS_TRY(const std::string content, canonical_json(draft.content));
  const std::string salt = new_salt();
  Leaf leaf{draft.kind, new_uuid_v7(now_), now_, draft.actor.key_id, commitment(salt, content), {}};
  GS_TRY(const uint64_t index, add(leaf));
  GS_CHECK_OK(
      connection_->execute("INSERT INTO records (leaf_index, kind, event, ref, subject, model, ts, "
                           "actor, salt, content) "
                           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                           {index, draft.kind, draft.event, leaf.id, draft.subject, draft.model,
                            to_micros(now_), draft.actor.key_id, Blob{salt}, content}));
  return index;
}

Result<uint64_t> OpenBatch::commit_leaf(std::string_view kind, const Actor& actor,
                                        boost::json::object fields) {
  return add({std::string(kind), new_uuid_v7(now_), now_, actor.key_id, {}, std::move(fields)});
}

Result<ledger::TileEdge> OpenBatch::finish() {
  for (const Row& leaf : leaves_) edge_.append(ledger::leaf_hash(leaf[1].blob()));
  std::vector<Row> tiles;
  for (ledger::TileEdge::Tile& tile : edge_.take_changed()) {
    tiles.push_back({static_cast<int64_t>(tile.level), tile.index, Blob{std::move(tile.hashes)}});
  }
  GS_CHECK_OK(connection_->execute_each("INSERT INTO log_leaves (leaf_index, leaf) VALUES ($1, $2)",
                                        leaves_));
  GS_CHECK_OK(connection_->execute_each(
      "INSERT INTO log_tiles (level, tile_index, hashes) VALUES ($1, $2, $3) "
      "ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes",
      tiles));
  GS_TRY(const uint64_t moved,
         connection_->execute(
             "UPDATE log_head SET size = $1, root = $2 "
             "WHERE one = 1 AND epoch = $3 AND batch = $4 AND size = $5",
             {edge_.size(), Blob{bytes_of(edge_.root())}, head_.epoch, id_, head_.size}));
  if (moved != 1) {
    return fail(ErrorCode::kAlreadyExists, "another writer has moved the head of the log", id_);
  }
  GS_CHECK_OK(
      connection_->execute("INSERT INTO log_batches (batch, size, epoch) VALUES ($1, $2, $3)",
                           {id_, edge_.size(), head_.epoch}));
  constexpr int64_t kRemembered = 1000;  // batches; far more than come while a writer reconnects
  GS_CHECK_OK(connection_->execute("DELETE FROM log_batches WHERE epoch = $1",
                                   {head_.epoch - kRemembered}));
  return edge_;
}

}  // namespace gs::res::log
