// The pages of a log out of its database.
#pragma once

#include "res/store/database.h"
#include "res/verify/page.h"

namespace gs::res {

// One thread, that of the connection, which outlives it.
class StoredPages final : public PageSource {
 public:
  explicit StoredPages(store::Connection& connection) : connection_(connection) {}

  Result<Page> page(uint64_t from, uint64_t count) override;
  Result<std::vector<std::string>> tiles(unsigned level, uint64_t first, uint64_t count,
                                         uint64_t size) override;
  Result<std::vector<std::optional<std::string>>> leaves(uint64_t from, uint64_t count) override;

 private:
  Result<std::vector<std::string>> tile_rows(unsigned level, uint64_t first, uint64_t count);

  store::Connection& connection_;
};

}  // namespace gs::res
