// A log as it is read to be verified: in pages of whole tiles, out of a database or over HTTP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "res/store/database.h"

namespace gs::res {

// Leaves [from, from + leaves.size()); `from` is a multiple of 256.
struct Page {
  uint64_t from = 0;
  std::vector<std::optional<std::string>> leaves;  // nothing: it is missing
  std::vector<std::string> tiles;                  // of level 0; empty: it is missing
  // Rows of records and evidence of these leaves, by leaf index; none where the source has no
  // content. Columns: record_rows.h.
  std::vector<store::Row> records;
  std::vector<store::Row> evidence;
};

class PageSource {
 public:
  virtual ~PageSource() = default;
  // Errors are those of the storage; what is merely not there is not one.
  virtual Result<Page> page(uint64_t from, uint64_t count) = 0;
  // Tiles [first, first + count) of a level, as a log of `size` leaves has them; empty: missing.
  virtual Result<std::vector<std::string>> tiles(unsigned level, uint64_t first, uint64_t count,
                                                 uint64_t size) = 0;
  virtual Result<std::vector<std::optional<std::string>>> leaves(uint64_t from, uint64_t count) = 0;
};

}  // namespace gs::res
