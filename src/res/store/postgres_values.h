// Values as PostgreSQL's binary format has them, both ways.
// https://www.postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES
#pragma once

#include <libpq-fe.h>

#include <array>
#include <string>
#include <vector>

#include "res/store/database.h"

namespace gs::res::store {

// Types of parameters by their values: bigint, double precision, text, bytea; 0 (from the place in
// the SQL) for NULL.
std::vector<Oid> postgres_types(Parameters parameters);

// Parameters as libpq takes them. Points into the values; used again for further rows.
class PostgresParameters {
 public:
  void set(Parameters parameters);

  int count() const { return static_cast<int>(starts_.size()); }
  const char* const* starts() const { return starts_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add_number(size_t i, uint64_t bits);
  void add_bytes(size_t i, const std::string& bytes);

  std::vector<const char*> starts_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 8>> numbers_;  // big-endian
};

// One field of a binary result. Booleans are 0 or 1; numeric, the type of sums, is an integer where
// it is whole and fits. kInternal: a type that RES does not use.
Result<Value> postgres_value(const PGresult* result, int row, int column);

}  // namespace gs::res::store
