// The tables of RES as a backup holds them: every one that the schema makes but the blobs, which
// are members of their own, and the schema's version.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace gs::res {

struct Table {
  std::string_view name;
  std::vector<std::string_view> key;     // unique, never NULL: the order of its rows
  std::vector<std::string_view> others;  // the other columns
  int rows_at_once = 1'000;              // that are held in memory
};

// A table that a migration adds or changes is added or changed here; a test compares this with the
// database.
std::span<const Table> backup_tables();

}  // namespace gs::res
