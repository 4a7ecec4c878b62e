// A second opinion: the core of the language evaluated as simply as possible.
//
// Shares the syntax tree with the engine and nothing else: names are resolved again at run time by
// their text, values own their contents, nothing is folded. Knows literals, names, selection, has,
// indexing, arithmetic, comparison, logic, the conditional, in, size, the string predicates, lists,
// maps and the macros over them. Errors are all alike.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "policy/cel/ast.h"

namespace gs::cel {

struct NaiveValue;
struct NaiveNull {};
struct NaiveError {};
struct NaiveBytes {
  std::string bytes;
};
using NaiveList = std::vector<NaiveValue>;
using NaiveMap = std::vector<std::pair<NaiveValue, NaiveValue>>;

struct NaiveValue {
  std::variant<NaiveNull, bool, int64_t, uint64_t, double, std::string, NaiveBytes, NaiveList,
               NaiveMap, NaiveError>
      is;
};

// Variables by name; an absent one is a NaiveError.
using NaiveVariables = std::map<std::string, NaiveValue>;

NaiveValue evaluate_naively(const Ast& ast, const NaiveVariables& variables);

// The engine's value in this form. Kinds outside the core do not occur in what is compared.
NaiveValue to_naive(const Value& value);

// Same kind and content, NaN being the same as NaN, maps in any order.
bool identical(const NaiveValue& a, const NaiveValue& b);

}  // namespace gs::cel
