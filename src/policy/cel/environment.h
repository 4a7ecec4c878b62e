// What an expression may name: variables with types and slots, and constants.
//
// An Environment is filled once, at load, and shared by every expression of a policy. Names may be
// dotted ("prompt.jailbreak_score"): the longest declared prefix of a written name wins.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "policy/cel/type.h"
#include "policy/cel/value.h"

namespace gs::cel {

using Slot = uint32_t;

struct Variable {
  std::string name;
  Type type;
  Slot slot = 0;  // index into the frame of an evaluation; unused for constants
  bool is_constant = false;
  Value constant;  // owned by whoever declared it, must outlive the environment
};

struct LanguageOptions {
  bool check = true;  // refuse ill-typed and undeclared names at compile time
  bool cross_type_numeric_comparison =
      true;                    // a declared double may be compared with an int literal
  bool word_operators = true;  // and, or, not
  std::string container;       // name resolution container, "a.b"
  uint32_t max_source_bytes = 65'536;
  uint32_t max_depth = 250;          // nesting of the syntax tree
  uint32_t max_iterations = 10'000;  // comprehension steps of one evaluation
};

class Environment {
 public:
  explicit Environment(LanguageOptions options = {}) : options_(std::move(options)) {}

  // Refuses a name that is not a dotted identifier, is reserved, repeats, or contains `and`, `or`
  // or `not` as first part while word operators are on.
  Result<Slot> declare(std::string name, Type type);
  Status declare_constant(std::string name, Type type, Value value);

  const Variable* find(std::string_view name) const;
  const std::deque<Variable>& variables() const { return variables_; }
  uint32_t slot_count() const { return slot_count_; }
  const LanguageOptions& options() const { return options_; }

 private:
  // Owned by variables_.
  Result<Variable*> add(std::string name, Type type);

  LanguageOptions options_;
  std::deque<Variable> variables_;
  std::unordered_map<std::string_view, const Variable*> by_name_;
  uint32_t slot_count_ = 0;
};

}  // namespace gs::cel
