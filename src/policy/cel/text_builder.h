// Text that grows inside an arena, so that what a function makes is bounded by the arena's budget.
#pragma once

#include <cstring>
#include <string_view>

#include "policy/cel/arena.h"
#include "policy/cel/value.h"

namespace gs::cel {

class TextBuilder {
 public:
  explicit TextBuilder(Arena& arena) : arena_(arena) {}

  // Past the budget it stops growing and finish() gives kCostExceeded.
  TextBuilder& append(std::string_view text);

  bool exceeded() const { return exceeded_; }
  std::string_view text() const { return {begin_ == nullptr ? "" : begin_, size_}; }

  // The text as a string value, or the error kCostExceeded.
  Value finish() const {
    return exceeded_ ? Value::error(ErrorKind::kCostExceeded) : Value::string(text());
  }

 private:
  Arena& arena_;
  char* begin_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
  bool exceeded_ = false;
};

}  // namespace gs::cel
