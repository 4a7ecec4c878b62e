#include "ledger/tiles.h"

#include <algorithm>
#include <charconv>

namespace gs::ledger {
namespace {

constexpr size_t kHashBytes = std::tuple_size_v<Hash>;

// "x001/x234/067" for 1234067.
std::string index_path(uint64_t index) {
  std::string path;
  for (bool last = true; last || index != 0; last = false, index /= 1000) {
    std::string group = std::to_string(1000 + index % 1000);
    group[0] = 'x';
    path = last ? group.substr(1) : group + "/" + path;
  }
  return path;
}

std::string width_suffix(unsigned width) {
  return width == kTileWidth ? "" : ".p/" + std::to_string(width);
}

template <typename Number>
std::optional<Number> whole_number(std::string_view digits) {
  Number number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

// Takes "/", "x" and the like out; whether they stood in the right place is seen when the path is
// written again from what was read.
std::optional<uint64_t> index_of(std::string_view groups) {
  std::string digits;
  for (char c : groups) {
    if (c != '/' && c != 'x') digits += c;
  }
  return whole_number<uint64_t>(digits);
}

std::optional<TilePath> read_tile_path(std::string_view path) {
  TilePath found;
  if (!path.starts_with("tile/")) return std::nullopt;
  path.remove_prefix(5);
  const size_t slash = std::min(path.find('/'), path.size());
  const std::string_view level = path.substr(0, slash);
  found.entries = level == "entries";
  if (!found.entries) {
    const auto number = whole_number<unsigned>(level);
    if (!number || *number >= kMaxLevels) return std::nullopt;
    found.tile.level = *number;
  }
  path.remove_prefix(slash);
  if (const size_t suffix = path.find(".p/"); suffix != std::string_view::npos) {
    const auto width = whole_number<unsigned>(path.substr(suffix + 3));
    if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
    found.tile.width = *width;
    path = path.substr(0, suffix);
  }
  const auto index = index_of(path);
  if (!index) return std::nullopt;
  found.tile.index = *index;
  return found;
}

constexpr size_t kMaxPathBytes = 64;

// Hashes number `first` to `first + count` of a tile, folded into one.
Hash fold(std::string_view tile, uint64_t first, uint64_t count) {
  CompactTree tree;
  for (uint64_t i = first; i < first + count; ++i) {
    tree.add(hash_from(tile.substr(i * kHashBytes, kHashBytes)));
  }
  return tree.root();
}

std::string name_of(unsigned level, uint64_t index) {
  return tile_path({level, index, kTileWidth});
}

}  // namespace

std::string tile_path(const TileId& tile) {
  return "tile/" + std::to_string(tile.level) + "/" + index_path(tile.index) +
         width_suffix(tile.width);
}

std::string bundle_path(uint64_t index, unsigned width) {
  return "tile/entries/" + index_path(index) + width_suffix(width);
}

std::optional<TilePath> parse_tile_path(std::string_view path) {
  if (path.size() > kMaxPathBytes) return std::nullopt;
  const auto found = read_tile_path(path);
  if (!found) return std::nullopt;
  const std::string written =
      found->entries ? bundle_path(found->tile.index, found->tile.width) : tile_path(found->tile);
  if (written != path) return std::nullopt;
  return found;
}

bool has_tile(uint64_t size, const TileId& tile) {
  return tile.width >= 1 && tile.width <= tile_width(size, tile.level, tile.index);
}

unsigned tile_width(uint64_t size, unsigned level, uint64_t index) {
  if (level >= kMaxLevels) return 0;
  const uint64_t hashes = size >> (kTileHeight * level);
  const uint64_t full = hashes / kTileWidth;
  if (index < full) return kTileWidth;
  return index == full ? static_cast<unsigned>(hashes % kTileWidth) : 0;
}

Status append_to_bundle(std::string& bundle, std::string_view leaf) {
  if (leaf.size() > kMaxLeafBytes) {
    return fail(ErrorCode::kTooLarge, "a leaf of " + std::to_string(leaf.size()) +
                                          " bytes is above the limit of " +
                                          std::to_string(kMaxLeafBytes));
  }
  bundle += static_cast<char>(leaf.size() >> 8);
  bundle += static_cast<char>(leaf.size() & 0xFF);
  bundle += leaf;
  return Ok{};
}

Result<std::vector<std::string>> parse_bundle(std::string_view bundle) {
  std::vector<std::string> leaves;
  while (!bundle.empty()) {
    if (leaves.size() == kTileWidth) {
      return fail(ErrorCode::kInvalidInput, "the bundle holds more than 256 leaves");
    }
    const size_t size = bundle.size() < 2
                            ? bundle.size()
                            : static_cast<size_t>(static_cast<uint8_t>(bundle[0])) << 8 |
                                  static_cast<uint8_t>(bundle[1]);
    if (bundle.size() < 2 || bundle.size() - 2 < size) {
      return fail(ErrorCode::kInvalidInput,
                  "the bundle ends in the middle of leaf " + std::to_string(leaves.size()));
    }
    leaves.emplace_back(bundle.substr(2, size));
    bundle.remove_prefix(2 + size);
  }
  return leaves;
}

Result<std::vector<Hash>> TileHashReader::read(std::span<const Subtree> wanted) const {
  std::vector<Hash> hashes;
  hashes.reserve(wanted.size());
  for (const Subtree& subtree : wanted) {
    GS_TRY(const Hash found, hash(subtree));
    hashes.push_back(found);
  }
  return hashes;
}

Result<Hash> TileHashReader::hash(const Subtree& subtree) const {
  if (subtree.height >= 64 || subtree.index >= size_ >> subtree.height) {
    return fail(ErrorCode::kNotFound,
                "a log of " + std::to_string(size_) + " leaves has no complete subtree " +
                    std::to_string(subtree.index) + " of height " + std::to_string(subtree.height));
  }
  const unsigned level = subtree.height / kTileHeight;
  const unsigned above = subtree.height % kTileHeight;  // the tile's own hashes
  const uint64_t count = uint64_t{1} << above;
  const uint64_t first = subtree.index << above;
  GS_TRY(const std::string_view bytes, tile(level, first / kTileWidth));
  const uint64_t offset = first % kTileWidth;
  if (bytes.size() < (offset + count) * kHashBytes) {
    return fail(ErrorCode::kInvalidInput, "the tile is shorter than its log needs",
                name_of(level, first / kTileWidth));
  }
  return fold(bytes, offset, count);
}

Result<std::string_view> TileHashReader::tile(unsigned level, uint64_t index) const {
  const auto key = std::pair(level, index);
  auto known = seen_.find(key);
  if (known == seen_.end()) {
    GS_TRY(std::string bytes, tiles_.read_tile(level, index));
    known = seen_.emplace(key, std::move(bytes)).first;
  }
  return std::string_view(known->second);
}

Result<TileEdge> TileEdge::load(const TileReader& tiles, uint64_t size) {
  TileEdge edge;
  edge.size_ = size;
  for (unsigned level = 0; level < kMaxLevels && size >> (kTileHeight * level) != 0; ++level) {
    const uint64_t index = (size >> (kTileHeight * level)) / kTileWidth;
    const unsigned width = tile_width(size, level, index);
    Level loaded{{level, index, {}}, {}, false};
    if (width != 0) {
      GS_TRY(loaded.tile.hashes, tiles.read_tile(level, index));
    }
    if (loaded.tile.hashes.size() < width * kHashBytes) {
      return fail(ErrorCode::kInvalidInput, "the tile is shorter than its log needs",
                  name_of(level, index));
    }
    loaded.tile.hashes.resize(width * kHashBytes);
    for (size_t at = 0; at < loaded.tile.hashes.size(); at += kHashBytes) {
      loaded.tree.add(hash_from(std::string_view(loaded.tile.hashes).substr(at, kHashBytes)));
    }
    edge.levels_.push_back(std::move(loaded));
  }
  return edge;
}

void TileEdge::append(const Hash& leaf) {
  append_at(0, leaf);
  ++size_;
}

void TileEdge::append_at(unsigned level, const Hash& hash) {
  if (levels_.size() == level) levels_.push_back({{level, 0, {}}, {}, false});
  Level& here = levels_[level];
  here.tile.hashes += bytes_of(hash);
  here.tree.add(hash);
  here.grew = true;
  if (here.tree.size() < kTileWidth) return;
  const Hash root = here.tree.root();
  const uint64_t next = here.tile.index + 1;
  full_.push_back(std::move(here.tile));
  here = {{level, next, {}}, {}, false};
  append_at(level + 1, root);
}

Hash TileEdge::root() const {
  std::vector<Hash> peaks;
  for (size_t level = levels_.size(); level-- > 0;) {
    const auto own = levels_[level].tree.peaks();
    peaks.insert(peaks.end(), own.begin(), own.end());
  }
  return root_of_peaks(peaks);
}

std::vector<TileEdge::Tile> TileEdge::take_changed() {
  std::vector<Tile> changed = std::move(full_);
  full_.clear();
  for (Level& level : levels_) {
    if (level.grew) changed.push_back(level.tile);
    level.grew = false;
  }
  return changed;
}

}  // namespace gs::ledger
