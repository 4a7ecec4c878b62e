// What a written name stands for: a declared variable, a constant or a type.
//
// Source: cel-spec, doc/langdef.md, "Name resolution". In container a.b the name x means a.b.x,
// else a.x, else x; a name with a leading dot means itself. Loop variables are not looked for here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/checker.h"
#include "policy/cel/environment.h"

namespace gs::cel {

// The type that a type name such as "int" or "google.protobuf.Timestamp" stands for; `name` becomes
// the name in static storage.
std::optional<Type> find_type(std::string_view& name);

// The reference and, in `type`, the type of a value that `name` gives; kind kNone when undeclared.
struct Resolved {
  Reference reference;
  Type type;
};
Resolved resolve_name(const Environment& environment, std::string_view name, bool absolute);

// What to say about a name that is not declared. `locals` are the loop variables in scope.
struct Complaint {
  std::string message;
  std::string suggestion;
};
Complaint undeclared_name(const Environment& environment, std::string_view name,
                          const std::vector<std::string_view>& locals);

}  // namespace gs::cel
