// The WHERE of a query that grows with its filter, and the parameters of the whole query.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "res/store/database.h"

namespace gs::res::store {

class Conditions {
 public:
  // "$1", "$2", ...: where the value stands in the text.
  std::string parameter(Value value) {
    values_.push_back(std::move(value));
    return "$" + std::to_string(values_.size());
  }
  void add(std::string_view condition) {
    sql_.append(sql_.empty() ? " WHERE " : " AND ").append(condition);
  }
  // `left` with its operator, as in "ts >=".
  void add(std::string_view left, Value value) {
    add(std::string(left) + " " + parameter(std::move(value)));
  }
  const std::string& sql() const { return sql_; }  // " WHERE a AND b", or empty
  Parameters values() const { return values_; }

 private:
  std::string sql_;
  std::vector<Value> values_;
};

}  // namespace gs::res::store
