// The tree cut into tiles (C2SP tlog-tiles, height 8): a tile of level L holds up to 256 hashes of
// subtrees of height 8 * L, 32 bytes each; a bundle holds up to 256 leaves, each behind its length
// (big-endian uint16). https://c2sp.org/tlog-tiles
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"

namespace gs::ledger {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kMaxLevels = 8;  // 64 bits of leaves need no more
inline constexpr uint64_t kTileWidth = 256;
inline constexpr size_t kMaxLeafBytes = 65'535;

struct TileId {
  unsigned level = 0;  // below kMaxLevels
  uint64_t index = 0;
  unsigned width = 256;  // 1..256 hashes; below 256: a partial tile
  bool operator==(const TileId&) const = default;
};

// Below "/log/": "tile/0/x001/x234/067", "tile/1/000.p/17". Groups of three digits, all but the
// last with an x.
std::string tile_path(const TileId& tile);
std::string bundle_path(uint64_t index, unsigned width);  // "tile/entries/..."
// What is asked for; nothing for any text that the two above do not write.
struct TilePath {
  bool entries = false;
  TileId tile;  // level 0 for entries
};
std::optional<TilePath> parse_tile_path(std::string_view path);

// Whether a log of `size` leaves has that tile in that width, or a wider one to cut it from.
bool has_tile(uint64_t size, const TileId& tile);
// The width of tile `index` of `level` in a log of `size` leaves; 0: there is none.
unsigned tile_width(uint64_t size, unsigned level, uint64_t index);

// kTooLarge for a leaf above kMaxLeafBytes.
Status append_to_bundle(std::string& bundle, std::string_view leaf);
// kInvalidInput: it ends in the middle of a leaf, or holds more than kTileWidth.
Result<std::vector<std::string>> parse_bundle(std::string_view bundle);

// Where tiles are kept. A stored tile may be wider than what is asked for, never narrower.
class TileReader {
 public:
  virtual ~TileReader() = default;
  // kNotFound: there is none.
  virtual Result<std::string> read_tile(unsigned level, uint64_t index) const = 0;
};

// Hashes of any complete subtree of a log of `size` leaves, out of its tiles. Not thread-safe:
// keeps the tiles that it has read.
class TileHashReader final : public HashReader {
 public:
  TileHashReader(const TileReader& tiles, uint64_t size) : tiles_(tiles), size_(size) {}
  Result<std::vector<Hash>> read(std::span<const Subtree> wanted) const override;

 private:
  Result<Hash> hash(const Subtree& subtree) const;
  Result<std::string_view> tile(unsigned level, uint64_t index) const;

  const TileReader& tiles_;
  const uint64_t size_;
  mutable std::map<std::pair<unsigned, uint64_t>, std::string> seen_;
};

// The right edge of a log: the incomplete tile of each level. Copyable, so that a batch appends to
// a copy, which replaces the original once it is committed.
//
//   TileEdge next = edge;
//   for (leaf : batch) next.append(leaf_hash(leaf));
//   for (const TileEdge::Tile& tile : next.take_changed()) store(tile);
//   ... commit ...; edge = std::move(next);
class TileEdge {
 public:
  struct Tile {
    unsigned level;
    uint64_t index;
    std::string hashes;  // 32 bytes each, all of the tile's so far
  };

  TileEdge() = default;
  // Reads one tile a level. Errors: those of the reader; kInvalidInput: a tile that is too short.
  static Result<TileEdge> load(const TileReader& tiles, uint64_t size);

  void append(const Hash& leaf);
  uint64_t size() const { return size_; }
  Hash root() const;
  // Tiles that grew since the last call, complete ones and the edge, each once, whole.
  std::vector<Tile> take_changed();

 private:
  struct Level {
    Tile tile;         // that grows, maybe empty
    CompactTree tree;  // over the tile's hashes
    bool grew = false;
  };
  void append_at(unsigned level, const Hash& hash);

  uint64_t size_ = 0;
  std::vector<Level> levels_;
  std::vector<Tile> full_;  // completed since the last take_changed()
};

}  // namespace gs::ledger
