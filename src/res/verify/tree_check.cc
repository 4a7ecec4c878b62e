#include "res/verify/tree_check.h"

#include <algorithm>
#include <cstring>

#include "ledger/tiles.h"

namespace gs::res {
namespace {

using ledger::Hash;
using ledger::kTileWidth;

constexpr size_t kHashBytes = sizeof(Hash);
constexpr uint64_t kTilesAtOnce = 64;
constexpr size_t kMostNamed = 100;  // leaves of one tile

std::string name_of(unsigned level, uint64_t index) {
  return ledger::tile_path({.level = level, .index = index, .width = kTileWidth});
}

Hash hash_at(const std::string& tile, size_t place) {
  Hash hash;
  std::memcpy(hash.data(), tile.data() + place * kHashBytes, kHashBytes);
  return hash;
}

}  // namespace

void TreeCheck::add(const Page& page) {
  for (size_t place = 0; place * kTileWidth < page.leaves.size(); ++place) add_tile(page, place);
}

void TreeCheck::add_tile(const Page& page, size_t place) {
  const uint64_t index = page.from / kTileWidth + place;
  const std::string none;
  const std::string& stored = place < page.tiles.size() ? page.tiles[place] : none;
  const size_t begin = place * kTileWidth;
  const size_t width = std::min<size_t>(kTileWidth, page.leaves.size() - begin);
  if (stored.empty()) {
    findings_.add("tile", name_of(0, index), "is missing");
  } else if (stored.size() != width * kHashBytes) {
    findings_.add("tile", name_of(0, index),
                  "holds " + std::to_string(stored.size()) + " bytes where its leaves make " +
                      std::to_string(width * kHashBytes));
  }
  std::vector<Hash> built(width), kept(width);
  Doubt doubt;
  doubt.tile = index;
  for (size_t i = 0; i < width; ++i) {
    const auto& leaf = page.leaves[begin + i];
    const bool has = (i + 1) * kHashBytes <= stored.size();
    if (leaf) built[i] = ledger::leaf_hash(*leaf);
    kept[i] = has ? hash_at(stored, i) : built[i];
    if (!leaf) {
      findings_.add("leaf", page.from + begin + i, "is missing");
      built[i] = kept[i];
    }
    if (built[i] != kept[i]) doubt.leaves.push_back(page.from + begin + i);
  }
  const bool whole = width == kTileWidth;
  if (whole) blocks_.push_back(ledger::root_of(built));
  if (!doubt.leaves.empty()) {
    doubt.by_leaves = whole ? blocks_.back() : Hash{};
    doubt.by_tile = whole ? ledger::root_of(kept) : Hash{};
    doubts_.push_back(std::move(doubt));
  }
  if (whole) return;
  last_ = std::move(built);
  last_stored_ = std::move(kept);
}

void TreeCheck::settle(const Doubt& doubt, const Hash* above) {
  const bool leaves_fit = above != nullptr && doubt.by_leaves == *above;
  const bool tile_fits = above != nullptr && doubt.by_tile == *above && !leaves_fit;
  if (!tile_fits) {
    findings_.add("tile", name_of(0, doubt.tile),
                  leaves_fit ? "is not that of its leaves, which the rest of the tree commits to"
                             : "is not that of its leaves");
  }
  if (leaves_fit) return;
  for (size_t i = 0; i < std::min(doubt.leaves.size(), kMostNamed); ++i) {
    findings_.add("leaf", doubt.leaves[i],
                  tile_fits ? "its bytes are not those that the tree commits to"
                            : "its bytes are not those that its tile commits to");
  }
}

Status TreeCheck::settle_doubts(PageSource& source) {
  for (const Doubt& doubt : doubts_) {
    if (doubt.tile >= blocks_.size()) continue;  // the last one, by the head
    const uint64_t parent = doubt.tile / kTileWidth;
    GS_TRY(const auto above, source.tiles(1, parent, 1, size_));
    const size_t place = doubt.tile % kTileWidth;
    const bool has = !above.empty() && above[0].size() >= (place + 1) * kHashBytes;
    const Hash hash = has ? hash_at(above[0], place) : Hash{};
    settle(doubt, has ? &hash : nullptr);
    if (has && doubt.by_tile == hash) blocks_[doubt.tile] = doubt.by_tile;
  }
  return Ok{};
}

void TreeCheck::settle_last(const Hash* head_root) {
  if (doubts_.empty() || doubts_.back().tile < blocks_.size()) return;
  Doubt doubt = doubts_.back();
  doubt.by_leaves = root_with(blocks_, last_);
  doubt.by_tile = root_with(blocks_, last_stored_);
  settle(doubt, head_root);
  if (head_root != nullptr && doubt.by_tile == *head_root) last_ = last_stored_;
}

Status TreeCheck::finish(PageSource& source, const Hash* head_root) {
  GS_CHECK_OK(settle_doubts(source));
  settle_last(head_root);
  std::vector<Hash> hashes = blocks_;
  for (unsigned level = 1; !hashes.empty(); ++level) {
    GS_CHECK_OK(check_level(source, level, hashes));
  }
  return Ok{};
}

// Compares a level with `hashes`, which become those of the level above.
Status TreeCheck::check_level(PageSource& source, unsigned level, std::vector<Hash>& hashes) {
  const uint64_t count = (hashes.size() + kTileWidth - 1) / kTileWidth;
  std::vector<Hash> above;
  for (uint64_t first = 0; first < count; first += kTilesAtOnce) {
    const uint64_t some = std::min(kTilesAtOnce, count - first);
    GS_TRY(const auto stored, source.tiles(level, first, some, size_));
    for (uint64_t i = 0; i < some; ++i) {
      const size_t begin = (first + i) * kTileWidth;
      const size_t width = std::min<size_t>(kTileWidth, hashes.size() - begin);
      const std::span<const Hash> built(hashes.data() + begin, width);
      compare_tile(level, first + i, built, i < stored.size() ? stored[i] : std::string());
      if (width == kTileWidth) above.push_back(ledger::root_of(built));
    }
  }
  hashes = std::move(above);
  return Ok{};
}

void TreeCheck::compare_tile(unsigned level, uint64_t index, std::span<const Hash> built,
                             const std::string& stored) {
  const std::string name = name_of(level, index);
  if (stored.empty()) return findings_.add("tile", name, "is missing");
  if (stored.size() != built.size_bytes()) {
    return findings_.add("tile", name,
                         "holds " + std::to_string(stored.size()) + " bytes where it must be " +
                             std::to_string(built.size_bytes()));
  }
  for (size_t i = 0; i < built.size(); ++i) {
    if (built[i] == hash_at(stored, i)) continue;
    findings_.add("tile", name,
                  "its hash " + std::to_string(i) + " is not that of " +
                      name_of(level - 1, index * kTileWidth + i) + " below it");
  }
}

Hash TreeCheck::root_with(std::span<const Hash> blocks, std::span<const Hash> last) const {
  // A tree of blocks of 256 leaves splits where the tree of the leaves does.
  std::vector<Hash> all(blocks.begin(), blocks.end());
  if (!last.empty()) all.push_back(ledger::root_of(last));
  return all.empty() ? ledger::empty_root() : ledger::root_of(all);
}

Hash TreeCheck::root() const {
  return root_with(blocks_, last_);
}

Result<Hash> TreeCheck::root_at(PageSource& source, uint64_t size) const {
  if (size > size_) {
    return fail(ErrorCode::kInvalidInput, "the log has " + std::to_string(size_) + " leaves only");
  }
  if (size == size_) return root();
  const uint64_t whole = size / kTileWidth;
  const std::span<const Hash> blocks(blocks_.data(), whole);
  const size_t rest = size % kTileWidth;
  if (rest == 0) return root_with(blocks, {});
  if (whole == blocks_.size()) return root_with(blocks, std::span(last_).first(rest));
  GS_TRY(const auto leaves, source.leaves(whole * kTileWidth, rest));
  std::vector<Hash> last;
  for (const auto& leaf : leaves) last.push_back(leaf ? ledger::leaf_hash(*leaf) : Hash{});
  return root_with(blocks, last);
}

}  // namespace gs::res
