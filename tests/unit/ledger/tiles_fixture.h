// A log whose tiles are in memory.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "ledger/tiles.h"

namespace gs::ledger::test {

class MemoryTiles final : public TileReader {
 public:
  void store(TileEdge& edge) {
    for (const TileEdge::Tile& tile : edge.take_changed()) {
      tiles[{tile.level, tile.index}] = tile.hashes;
    }
  }
  Result<std::string> read_tile(unsigned level, uint64_t index) const override {
    ++reads;
    const auto found = tiles.find({level, index});
    if (found == tiles.end()) return fail(ErrorCode::kNotFound, "no such tile");
    return found->second;
  }

  std::map<std::pair<unsigned, uint64_t>, std::string> tiles;
  mutable int reads = 0;
};

// The log of `entry 0` to `entry <size - 1>`, appended in batches.
struct MemoryLog {
  explicit MemoryLog(uint64_t size, uint64_t batch = 100) {
    for (uint64_t i = 0; i < size; ++i) {
      edge.append(leaf_hash("entry " + std::to_string(i)));
      if (i % batch == 0) tiles.store(edge);
    }
    tiles.store(edge);
  }

  TileEdge edge;
  MemoryTiles tiles;
};

}  // namespace gs::ledger::test
