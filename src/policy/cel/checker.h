// The type checker: names resolved, calls matched with signatures, a type for every expression.
#pragma once

#include <string>
#include <vector>

#include "base/issue.h"
#include "policy/cel/ast.h"
#include "policy/cel/environment.h"
#include "policy/cel/type.h"

namespace gs::cel {

// What a name in the tree turned out to be.
struct Reference {
  enum class Kind : uint8_t { kNone, kVariable, kLocal, kTypeName };
  Kind kind = Kind::kNone;
  const Variable* variable = nullptr;  // kVariable
  std::string_view type_name;          // kTypeName: "int", ...
};

// Side tables, indexed by expression id. For a select chain such as a.b.c that names the variable
// "a.b", the node of the inner select (a.b) has the reference, and its own children are not
// visited. has(a.b) of such a variable is legal and asks whether it has a value: then the test_only
// select has the reference. A kLocal reference is to the innermost loop or bind variable of that
// name. Nodes that were not visited have type dyn and reference kNone. (Namespaced functions such
// as math.greatest never reach the checker as member calls: the parser has resolved them, see
// ast.h.)
struct CheckedTypes {
  std::vector<Type> types;
  std::vector<Reference> references;
  const Type& type(ExprId id) const { return types[id]; }
  const Reference& reference(ExprId id) const { return references[id]; }
};

struct Checked {
  CheckedTypes tables;
  Issues issues;
};

// With options().check off it only resolves names, every type is dyn and there are no issues.
Checked check(const Ast& ast, const Environment& environment);

}  // namespace gs::cel
