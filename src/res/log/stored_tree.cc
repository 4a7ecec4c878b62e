#include "res/log/stored_tree.h"

#include <utility>

namespace gs::res::log {

Result<std::string> StoredTiles::read_tile(unsigned level, uint64_t index) const {
  GS_TRY(auto rows,
         connection_.query("SELECT hashes FROM log_tiles WHERE level = $1 AND tile_index = $2",
                           {static_cast<int64_t>(level), index}));
  if (rows.empty()) {
    return fail(ErrorCode::kNotFound, "a tile is missing",
                ledger::tile_path({level, index, ledger::kTileWidth}));
  }
  return rows.front()[0].blob();
}

Result<std::string> read_leaf(store::Connection& connection, uint64_t index) {
  GS_TRY(auto leaves, read_leaves(connection, index, 1));
  if (leaves.empty()) {
    return fail(ErrorCode::kNotFound, "the log has no such leaf", std::to_string(index));
  }
  return std::move(leaves.front());
}

Result<std::vector<std::string>> read_leaves(store::Connection& connection, uint64_t from,
                                             uint64_t count) {
  GS_TRY(auto rows, connection.query("SELECT leaf_index, leaf FROM log_leaves "
                                     "WHERE leaf_index >= $1 AND leaf_index < $2 "
                                     "ORDER BY leaf_index",
                                     {from, from + count}));
  std::vector<std::string> leaves;
  leaves.reserve(rows.size());
  for (const store::Row& row : rows) {
    const uint64_t expected = from + leaves.size();
    if (static_cast<uint64_t>(row[0].integer()) != expected) {
      return fail(ErrorCode::kNotFound, "a leaf is missing", std::to_string(expected));
    }
    leaves.push_back(row[1].blob());
  }
  return leaves;
}

Result<ledger::ProofFile> prove(store::Connection& connection, const Published& published,
                                uint64_t index) {
  if (index >= published.head.size) {
    return fail(ErrorCode::kUnavailable, "the leaf is not under a published head yet",
                std::to_string(index));
  }
  const StoredTiles tiles(connection);
  const ledger::TileHashReader hashes(tiles, published.head.size);
  ledger::ProofFile proof;
  proof.index = index;
  GS_TRY(proof.hashes, ledger::inclusion_proof(hashes, index, published.head.size));
  GS_TRY(proof.checkpoint, ledger::SignedNote::parse(published.note));
  return proof;
}

}  // namespace gs::res::log
