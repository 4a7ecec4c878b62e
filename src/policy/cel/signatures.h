// The signatures of functions, read from their text form, and functions by name.
//
// A signature is "(string, int) -> bool". Types: bool int uint double string bytes null dyn type
// timestamp duration ip cidr list(X) map(K, V) optional(X) type(X), and single capital letters,
// which are type parameters. "..." after the last parameter repeats it, one time or more.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "policy/cel/function.h"
#include "policy/cel/type.h"

namespace gs::cel {

struct Signature {
  std::vector<Type> parameters;
  Type result;
  bool repeats = false;     // the last parameter may come several times
  bool parametric = false;  // has type parameters
  std::string text;         // "(string, int) -> bool"

  // The parameter for argument number `index`, or null when there are fewer.
  const Type* parameter(size_t index) const;
  bool takes(size_t count) const;
};

// Reads signatures separated by ';'.
Result<std::vector<Signature>> parse_signatures(std::string_view text);

// A function with its signatures read. Empty signatures where the text is broken, which a test of
// all functions would find.
struct FunctionEntry {
  const Function* function = nullptr;
  std::vector<Signature> signatures;

  bool callable(bool member) const {
    return function->style == CallStyle::kBoth || (function->style == CallStyle::kMember) == member;
  }
};

class FunctionTable {
 public:
  explicit FunctionTable(std::span<const Function> functions);

  // The entries of this name, in the order of the list: usually one.
  std::span<const FunctionEntry> find(std::string_view name) const;
  // Whether `name` can be called as a global function.
  bool has_global(std::string_view name) const;
  // The names that a person can call, as member or as global function: no operators.
  std::vector<std::string> names(bool member) const;

 private:
  std::unordered_map<std::string_view, std::vector<FunctionEntry>> by_name_;
  std::vector<std::string_view> order_;
};

// The table of functions(), read once.
const FunctionTable& function_table();

}  // namespace gs::cel
