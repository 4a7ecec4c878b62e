#include "policy/cel/names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/nearest.h"
#include "policy/cel/signatures.h"

namespace gs::cel {
namespace {

struct NamedType {
  std::string_view name;
  TypeKind kind;
};

constexpr std::array<NamedType, 15> kTypes{{
    {"bool", TypeKind::kBool},
    {"int", TypeKind::kInt},
    {"uint", TypeKind::kUint},
    {"double", TypeKind::kDouble},
    {"string", TypeKind::kString},
    {"bytes", TypeKind::kBytes},
    {"list", TypeKind::kList},
    {"map", TypeKind::kMap},
    {"null_type", TypeKind::kNull},
    {"type", TypeKind::kType},
    {"optional_type", TypeKind::kOptional},
    {"google.protobuf.Timestamp", TypeKind::kTimestamp},
    {"google.protobuf.Duration", TypeKind::kDuration},
    {"net.IP", TypeKind::kIp},
    {"net.CIDR", TypeKind::kCidr},
}};

Resolved resolve_exact(const Environment& environment, std::string_view name) {
  Resolved resolved;
  if (const Variable* variable = environment.find(name)) {
    resolved.reference.kind = Reference::Kind::kVariable;
    resolved.reference.variable = variable;
    resolved.type = variable->type;
  } else if (const auto type = find_type(name)) {
    resolved.reference.kind = Reference::Kind::kTypeName;
    resolved.reference.type_name = name;
    resolved.type = Type::type(*type);
  }
  return resolved;
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<Type> find_type(std::string_view& name) {
  for (const NamedType& type : kTypes) {
    if (type.name != name) continue;
    name = type.name;
    switch (type.kind) {
      case TypeKind::kList:
        return Type::list({});
      case TypeKind::kMap:
        return Type::map({}, {});
      case TypeKind::kOptional:
        return Type::optional({});
      case TypeKind::kType:
        return Type::type({});
      default:
        return Type(type.kind);
    }
  }
  return std::nullopt;
}

Resolved resolve_name(const Environment& environment, std::string_view name, bool absolute) {
  std::string_view container = environment.options().container;
  if (absolute) container = {};
  while (!container.empty()) {
    const std::string qualified = std::string(container) + "." + std::string(name);
    Resolved resolved = resolve_exact(environment, qualified);
    if (resolved.reference.kind != Reference::Kind::kNone) return resolved;
    const size_t dot = container.rfind('.');
    container = container.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return resolve_exact(environment, name);
}

Complaint undeclared_name(const Environment& environment, std::string_view name,
                          const std::vector<std::string_view>& locals) {
  std::vector<std::string> candidates(locals.begin(), locals.end());
  const std::string prefix = std::string(name) + ".";
  for (const Variable& variable : environment.variables()) {
    if (variable.name.starts_with(prefix)) {
      return {"'" + std::string(name) + "' has no value of its own, only fields such as '" +
                  variable.name + "'",
              {}};
    }
    candidates.push_back(variable.name);
  }
  if (!function_table().find(name).empty()) {
    return {"'" + std::string(name) + "' is a function and is called with parentheses", {}};
  }
  candidates.insert(candidates.end(), {"true", "false", "null"});
  for (const NamedType& type : kTypes) candidates.emplace_back(type.name);

  const std::string message = "undeclared name '" + std::string(name) + "'";
  for (const std::string& candidate : candidates) {
    if (equal_but_for_case(candidate, name)) return {message, candidate};
  }
  // The misspelt part may be the start of a longer chain of fields. One letter resembles any other.
  while (name.size() > 1) {
    std::string suggestion = nearest(name, candidates);
    if (!suggestion.empty()) return {message, std::move(suggestion)};
    const size_t dot = name.rfind('.');
    name = name.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return {message, {}};
}

}  // namespace gs::cel
