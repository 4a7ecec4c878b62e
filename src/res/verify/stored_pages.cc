#include "res/verify/stored_pages.h"

#include <utility>

#include "ledger/tiles.h"
#include "res/verify/record_rows.h"

namespace gs::res {
namespace {

using store::Row;

std::string select_range(std::string_view columns, std::string_view table) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(table) +
         " WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index";
}

}  // namespace

Result<std::vector<std::optional<std::string>>> StoredPages::leaves(uint64_t from, uint64_t count) {
  static const std::string sql = select_range("leaf_index, leaf", "log_leaves");
  GS_TRY(const auto rows, connection_.query(sql, {from, from + count}));
  std::vector<std::optional<std::string>> leaves(count);
  for (const Row& row : rows) {
    leaves[static_cast<uint64_t>(row[0].integer()) - from] = row[1].blob();
  }
  return leaves;
}

Result<std::vector<std::string>> StoredPages::tile_rows(unsigned level, uint64_t first,
                                                        uint64_t count) {
  GS_TRY(const auto rows,
         connection_.query("SELECT tile_index, hashes FROM log_tiles WHERE level = $1 AND "
                           "tile_index >= $2 AND tile_index < $3",
                           {static_cast<int64_t>(level), first, first + count}));
  std::vector<std::string> tiles(count);
  for (const Row& row : rows) {
    tiles[static_cast<uint64_t>(row[0].integer()) - first] = row[1].blob();
  }
  return tiles;
}

Result<std::vector<std::string>> StoredPages::tiles(unsigned level, uint64_t first, uint64_t count,
                                                    uint64_t) {
  return tile_rows(level, first, count);
}

Result<Page> StoredPages::page(uint64_t from, uint64_t count) {
  static const std::string records = select_range(kRecordColumns, "records");
  static const std::string evidence = select_range(kEvidenceColumns, "evidence");
  Page page;
  page.from = from;
  GS_TRY(page.leaves, leaves(from, count));
  GS_TRY(page.tiles, tile_rows(0, from / ledger::kTileWidth,
                               (count + ledger::kTileWidth - 1) / ledger::kTileWidth));
  GS_TRY(page.records, connection_.query(records, {from, from + count}));
  GS_TRY(page.evidence, connection_.query(evidence, {from, from + count}));
  return page;
}

}  // namespace gs::res
