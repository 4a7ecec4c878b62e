#include "ledger/tiles.h"

#include <gtest/gtest.h>

#include "unit/ledger/naive_tree.h"
#include "unit/ledger/tiles_fixture.h"

namespace gs::ledger {
namespace {

using test::entries;
using test::MemoryLog;
using test::MemoryTiles;

TEST(Tiles, PathsAreThoseOfTheSpecification) {
  struct Row {
    TileId tile;
    const char* path;
  };
  const Row rows[] = {
      {{0, 0, 256}, "tile/0/000"},
      {{0, 999, 256}, "tile/0/999"},
      {{0, 1000, 1}, "tile/0/x001/000.p/1"},
      {{3, 1'234'067, 256}, "tile/3/x001/x234/067"},
      {{1, 0, 17}, "tile/1/000.p/17"},
      {{7, UINT64_MAX, 255}, "tile/7/x018/x446/x744/x073/x709/x551/615.p/255"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(tile_path(row.tile), row.path);
    const auto parsed = parse_tile_path(row.path);
    ASSERT_TRUE(parsed) << row.path;
    EXPECT_FALSE(parsed->entries);
    EXPECT_EQ(parsed->tile, row.tile);
  }
  EXPECT_EQ(bundle_path(1'234'067, 256), "tile/entries/x001/x234/067");
  EXPECT_EQ(bundle_path(273, 112), "tile/entries/273.p/112");
  const auto bundle = parse_tile_path("tile/entries/273.p/112");
  ASSERT_TRUE(bundle);
  EXPECT_TRUE(bundle->entries);
  EXPECT_EQ(bundle->tile, (TileId{0, 273, 112}));
}

TEST(Tiles, NoOtherPathIsOne) {
  const char* rows[] = {"",
                        "tile",
                        "tile/",
                        "tile/0",
                        "tile/0/",
                        "tile/0/0",
                        "tile/0/00",
                        "tile/0/0000",
                        "tile/0/000/",
                        "/tile/0/000",
                        "tile/00/000",
                        "tile/8/000",
                        "tile/64/000",
                        "tile/-1/000",
                        "tile/+1/000",
                        "tile/ 1/000",
                        "tile/data/000",
                        "tile/0/x000/001",
                        "tile/0/001/000",
                        "tile/0/x001/x000",
                        "tile/0/x1/000",
                        "tile/0/000.p/0",
                        "tile/0/000.p/256",
                        "tile/0/000.p/01",
                        "tile/0/000.p/",
                        "tile/0/000.p",
                        "tile/0/000.p/1/",
                        "tile/0/000.p/1.p/1",
                        "tile/0/../000",
                        "tile/0/x018/x446/x744/x073/x709/x551/616",
                        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999",
                        "tile/entries",
                        "tile/entries/0/000",
                        "tile/entries/000.p/300"};
  for (const char* row : rows) EXPECT_FALSE(parse_tile_path(row)) << row;
}

TEST(Tiles, ALogOf70000HasTheGoldenTiles) {
  const MemoryLog log(70'000);
  std::map<unsigned, std::vector<uint64_t>> widths;
  for (const auto& [key, hashes] : log.tiles.tiles) {
    ASSERT_EQ(hashes.size(), 32 * tile_width(70'000, key.first, key.second));
    widths[key.first].push_back(hashes.size() / 32);
  }
  ASSERT_EQ(widths.size(), 3u);
  ASSERT_EQ(widths[0].size(), 274u);
  EXPECT_TRUE(std::all_of(widths[0].begin(), widths[0].end() - 1, [](auto w) { return w == 256; }));
  EXPECT_EQ(widths[0].back(), 112u);
  EXPECT_EQ(widths[1], (std::vector<uint64_t>{256, 17}));
  EXPECT_EQ(widths[2], (std::vector<uint64_t>{1}));
  EXPECT_EQ(base64_encode(bytes_of(log.edge.root())),
            "o5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao=");
  EXPECT_EQ(log.edge.size(), 70'000u);
}

TEST(Tiles, WidthsFollowTheSize) {
  struct Row {
    uint64_t size;
    unsigned level;
    uint64_t index;
    unsigned width;
  };
  const Row rows[] = {{0, 0, 0, 0},           {1, 0, 0, 1},          {255, 0, 0, 255},
                      {256, 0, 0, 256},       {256, 0, 1, 0},        {256, 1, 0, 1},
                      {255, 1, 0, 0},         {70'000, 0, 273, 112}, {70'000, 1, 1, 17},
                      {70'000, 2, 0, 1},      {70'000, 3, 0, 0},     {70'000, 8, 0, 0},
                      {UINT64_MAX, 7, 0, 255}};
  for (const Row& row : rows) {
    EXPECT_EQ(tile_width(row.size, row.level, row.index), row.width)
        << row.size << " " << row.level << " " << row.index;
    EXPECT_FALSE(has_tile(row.size, {row.level, row.index, 0}));
    EXPECT_FALSE(has_tile(row.size, {row.level, row.index, row.width + 1}));
    if (row.width == 0) continue;
    EXPECT_TRUE(has_tile(row.size, {row.level, row.index, row.width}));
    EXPECT_TRUE(has_tile(row.size, {row.level, row.index, 1}));
  }
}

TEST(Tiles, EveryHashOfEverySizeIsReadOutOfThem) {
  // Sizes around the borders of tiles; the naive tree is the judge.
  const auto leaves = entries(1030);
  const test::NaiveReader naive(leaves);
  const MemoryLog log(1030);
  for (uint64_t size : {1, 2, 255, 256, 257, 511, 512, 700, 1023, 1024, 1030}) {
    const TileHashReader reader(log.tiles, size);
    for (unsigned height = 0; (uint64_t{1} << height) <= size; ++height) {
      std::vector<Subtree> wanted;
      for (uint64_t index = 0; (index + 1) << height <= size; ++index) {
        wanted.push_back({height, index});
      }
      ASSERT_EQ(reader.read(wanted).value(), naive.read(wanted).value()) << size << " " << height;
      const Subtree beyond[] = {{height, wanted.size()}};
      const auto none = reader.read(beyond);
      ASSERT_FALSE(none);
      EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
    }
    EXPECT_EQ(root_at(reader, size).value(), test::naive_root(test::Leaves(leaves).first(size)));
  }
}

TEST(Tiles, ProofsOutOfTilesHold) {
  const MemoryLog log(70'000);
  const Hash root = log.edge.root();
  for (uint64_t index : {0, 255, 256, 65'535, 65'536, 69'887, 69'888, 69'999}) {
    const TileHashReader reader(log.tiles, 70'000);
    log.tiles.reads = 0;
    const auto proof = inclusion_proof(reader, index, 70'000).value();
    EXPECT_LE(log.tiles.reads, 6);
    const Hash leaf = leaf_hash("entry " + std::to_string(index));
    EXPECT_TRUE(verify_inclusion(leaf, index, 70'000, proof, root)) << index;
  }
  const TileHashReader reader(log.tiles, 70'000);
  for (uint64_t old : {1, 256, 40'000, 65'536, 69'999}) {
    const auto proof = consistency_proof(reader, old, 70'000).value();
    EXPECT_TRUE(verify_consistency(old, root_at(reader, old).value(), 70'000, root, proof)) << old;
  }
}

TEST(Tiles, AnEdgeThatIsLoadedGoesOnLikeTheOneThatWasKept) {
  for (uint64_t size : {0, 1, 255, 256, 257, 511, 512, 65'535, 65'536, 65'793}) {
    MemoryLog log(size);
    TileEdge loaded = TileEdge::load(log.tiles, size).value();
    EXPECT_EQ(loaded.size(), size);
    EXPECT_EQ(loaded.root(), log.edge.root()) << size;
    EXPECT_TRUE(loaded.take_changed().empty());
    MemoryTiles again = log.tiles;
    for (int i = 0; i < 300; ++i) {
      const Hash leaf = leaf_hash("more " + std::to_string(i));
      log.edge.append(leaf);
      loaded.append(leaf);
    }
    log.tiles.store(log.edge);
    again.store(loaded);
    EXPECT_EQ(loaded.root(), log.edge.root()) << size;
    EXPECT_EQ(again.tiles, log.tiles.tiles) << size;
  }
}

TEST(Tiles, ABatchOnACopyLeavesTheOriginalAlone) {
  MemoryLog log(300);
  const Hash before = log.edge.root();
  TileEdge next = log.edge;
  for (int i = 0; i < 500; ++i) next.append(leaf_hash("x"));
  EXPECT_EQ(next.take_changed().size(), 4u);  // 0/1 and 0/2 full, 0/3 and 1/0 growing
  EXPECT_EQ(log.edge.root(), before);
  EXPECT_TRUE(log.edge.take_changed().empty());
}

TEST(Tiles, TilesThatAreTooShortOrMissingAreNamed) {
  MemoryLog log(70'000);
  log.tiles.tiles[{1, 0}].resize(255 * 32);
  const TileHashReader reader(log.tiles, 70'000);
  const Subtree whole[] = {{16, 0}};
  EXPECT_TRUE(reader.read(whole)) << "level 2 has it";
  const Subtree last[] = {{8, 255}};
  const auto cut = reader.read(last);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().to_string(), "the tile is shorter than its log needs (tile/1/000)");
  log.tiles.tiles[{0, 273}].resize(100 * 32);
  const auto edge = TileEdge::load(log.tiles, 70'000);
  ASSERT_FALSE(edge);
  EXPECT_EQ(edge.error().where, "tile/0/273");
  log.tiles.tiles.erase({0, 273});
  EXPECT_EQ(TileEdge::load(log.tiles, 70'000).error().code, ErrorCode::kNotFound);
}

TEST(Tiles, AWiderTileServesASmallerLog) {
  const MemoryLog log(70'000);
  const auto edge = TileEdge::load(log.tiles, 69'900);
  ASSERT_TRUE(edge);
  EXPECT_EQ(edge->root(), root_of(test::hashes_of(entries(69'900))));
}

TEST(Tiles, BundlesHoldLeavesOfEverySize) {
  const std::vector<std::string> leaves = {"", "a", std::string(255, 'b'), std::string(256, 'c'),
                                           std::string(kMaxLeafBytes, 'd')};
  std::string bundle;
  for (const std::string& leaf : leaves) ASSERT_TRUE(append_to_bundle(bundle, leaf));
  EXPECT_EQ(bundle.substr(0, 5), std::string("\0\0\0\1a", 5));
  EXPECT_EQ(parse_bundle(bundle).value(), leaves);
  EXPECT_TRUE(parse_bundle("").value().empty());
  const auto too_large = append_to_bundle(bundle, std::string(kMaxLeafBytes + 1, 'e'));
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(too_large.error().message, "a leaf of 65536 bytes is above the limit of 65535");
}

TEST(Tiles, ABundleThatIsCutIsRefused) {
  std::string bundle;
  for (const char* leaf : {"one", "two"}) ASSERT_TRUE(append_to_bundle(bundle, leaf));
  for (size_t size = 1; size < bundle.size(); ++size) {
    const auto cut = parse_bundle(std::string_view(bundle).substr(0, size));
    if (size == 5) {
      EXPECT_TRUE(cut);
      continue;
    }
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().message, size < 5 ? "the bundle ends in the middle of leaf 0"
                                            : "the bundle ends in the middle of leaf 1");
  }
  std::string full;
  for (int i = 0; i < 256; ++i) ASSERT_TRUE(append_to_bundle(full, "x"));
  EXPECT_TRUE(parse_bundle(full));
  ASSERT_TRUE(append_to_bundle(full, "x"));
  EXPECT_EQ(parse_bundle(full).error().message, "the bundle holds more than 256 leaves");
}

}  // namespace
}  // namespace gs::ledger
