// The tree as it is stored: tiles, leaves and proofs out of a database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/proof_file.h"
#include "ledger/tiles.h"
#include "res/store/database.h"

namespace gs::res::log {

// One thread, as its connection.
class StoredTiles final : public ledger::TileReader {
 public:
  explicit StoredTiles(store::Connection& connection) : connection_(connection) {}
  Result<std::string> read_tile(unsigned level, uint64_t index) const override;

 private:
  store::Connection& connection_;
};

// kNotFound names the leaf that is missing. The second form returns as many as there are.
Result<std::string> read_leaf(store::Connection& connection, uint64_t index);
Result<std::vector<std::string>> read_leaves(store::Connection& connection, uint64_t from,
                                             uint64_t count);

// The newest published head.
struct Published {
  ledger::Checkpoint head;
  std::string note;  // signed, with cosignatures of witnesses as they come
};

// The proof file of a leaf under a published head. kUnavailable: not published yet.
Result<ledger::ProofFile> prove(store::Connection& connection, const Published& published,
                                uint64_t index);

}  // namespace gs::res::log
