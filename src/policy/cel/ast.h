// The syntax tree of an expression, after macro expansion.
//
// Operators are calls of the functions that cel-spec names for them ("_+_", "_&&_", "!_", "_[_]",
// "_?_:_", "@in", "_?._", "_[?_]"), so that the checker, the compiler and tools treat operators and
// functions alike. Comprehension macros become kComprehension, cel.bind becomes kBind.
//
// What the parser has decided, so that later passes need not:
// - A call such as math.greatest(1, 2), whose receiver and name together name a global function, is
//   a global call with the dotted name "math.greatest", unless the receiver starts with a loop or
//   bind variable.
// - A chain of && (or of ||) is a balanced tree of two-argument calls, so that one of a thousand
// terms
//   is ten deep; these operators are associative. Terms in parentheses stay together.
// - Other operators nest as the grammar says. No tree is higher than 2 x
// LanguageOptions::max_depth.
// - Every node is reachable from the root.
//
// An Ast owns its nodes in one vector; a node refers to its children by id. Ids start at 1 and are
// given so that a child's id is smaller than its parent's. Id 0 is no expression.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/value.h"

namespace gs::cel {

using ExprId = uint32_t;

enum class ExprKind : uint8_t {
  kLiteral,  // `literal`
  kIdent,    // `name`; `absolute` when written with a leading dot
  kSelect,   // `args[0]` . `name`; `test_only` for has(); `optional` for .?
  kCall,     // `name`(`args`); `member` when called on a receiver, which is then `args[0]`
  kList,     // `args`; `optional_args` marks [?x]
  kMap,      // `args` alternates key, value; `optional_args` has one flag an entry
  kStruct,   // message literal `name`{...}; `args` alternates field name (a string literal) and
             // value; parsed, never evaluates
  kComprehension,  // macro `comprehension` over args[0]; see below
  kBind,           // cel.bind(name, args[0], args[1])
};

// The macros, by what they make. Two-variable forms have `variable2` set.
// args: range, then predicate and/or transform:
//   kAll, kExists, kExistsOne, kFilter:          range, predicate
//   kMap:                                        range, transform [, predicate first]: range,
//   predicate?, transform kTransformList, kTransformMap, kTransformMapEntry: range, predicate?,
//   transform
// So the last argument is always the body; with three arguments args[1] is the filter.
enum class Comprehension : uint8_t {
  kNone,
  kAll,
  kExists,
  kExistsOne,
  kMap,
  kFilter,
  kTransformList,
  kTransformMap,
  kTransformMapEntry,
  kOptMap,      // args: optional, body
  kOptFlatMap,  // args: optional, body
};

// Bytes [begin, end) of the source. For a call of a binary operator the whole of both operands; an
// expression in parentheses includes them.
struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Comprehension comprehension = Comprehension::kNone;
  bool absolute = false;
  bool member = false;
  bool test_only = false;
  bool optional = false;
  bool parenthesised = false;  // written in ( ), for the formatter
  SourceRange range;
  SourceRange name_range;  // the name, operator or literal alone: what a message underlines
  Value literal;           // strings and bytes point into Ast::literals
  std::string name;
  std::string variable;   // loop or bind variable
  std::string variable2;  // second loop variable, or empty
  std::vector<ExprId> args;
  std::vector<bool> optional_args;
};

class Ast {
 public:
  const std::string& source() const { return source_; }
  ExprId root() const { return root_; }
  const Expr& operator[](ExprId id) const { return nodes_[id - 1]; }
  Expr& operator[](ExprId id) { return nodes_[id - 1]; }
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }

  explicit Ast(std::string source) : source_(std::move(source)) { nodes_.reserve(8); }
  Ast(Ast&&) = default;
  Ast& operator=(Ast&&) = default;

  ExprId add(Expr expr) {
    nodes_.push_back(std::move(expr));
    return size();
  }
  void set_root(ExprId root) { root_ = root; }
  // Drops the nodes that the root does not reach and numbers the others anew, in the same order.
  void compact();
  // Owned bytes for a literal's text.
  std::string_view own(std::string_view text) { return literals_->copy(text); }

 private:
  std::string source_;
  std::vector<Expr> nodes_;
  ExprId root_ = 0;
  std::unique_ptr<Arena> literals_ = std::make_unique<Arena>();
};

// Whether `expr` calls the operator or global function `name`.
bool is_call(const Expr& expr, std::string_view name);

// A chain of plain selects from an identifier, a.b.c; parentheses in it do not matter.
struct QualifiedName {
  std::string text;        // "a.b.c"
  std::string_view first;  // "a", in the Ast
  bool absolute = false;   // .a.b.c
};
std::optional<QualifiedName> qualified_name(const Ast& ast, ExprId id);

}  // namespace gs::cel
