// The functions of the language: one visible list, one row a function.
//
// A row serves the checker (its signatures) and the evaluator (its code). The code must not depend
// on the checker: it looks at the kinds of its arguments and returns kNoSuchOverload for what no
// signature takes. To add a function, write its code in one of the functions_*.cc files and add a
// row there.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "policy/cel/arena.h"
#include "policy/cel/value.h"

namespace gs::cel {

// What the code of a function gets. `args` holds no errors (calls are strict); a member call has
// its receiver first. `arena` owns what the function makes.
struct Call {
  std::span<const Value> args;
  Arena& arena;
};

using FunctionCode = Value (*)(const Call& call);

enum class CallStyle : uint8_t { kGlobal, kMember, kBoth };

struct Function {
  std::string_view name;  // "size", "math.greatest", or an operator as cel-spec names it, "_+_"
  CallStyle style;
  // Signatures separated by ';', as in "(string) -> int; (list(T)) -> int". Capital letters are
  // type parameters; "..." after the last parameter repeats it. A member's receiver is its first
  // parameter.
  std::string_view signatures;
  FunctionCode code;  // null for what the compiler handles itself (&&, ||, ?:)
};

// All functions and operators, grouped by file: standard, strings, math, time, optional, network,
// encoders.
std::span<const Function> functions();

// The row of the function that a global or a member call of `name` means, or null.
const Function* find_function(std::string_view name, bool member);

}  // namespace gs::cel
