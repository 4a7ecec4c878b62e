#include "policy/cel/inference.h"

#include <charconv>
#include <string>

namespace gs::cel {
namespace {

// Chains of bindings longer than this are not followed; their end counts as dyn.
constexpr int kMaxDepth = 128;

bool is_any(const Type& type) {
  return type.kind() == TypeKind::kDyn || type.kind() == TypeKind::kError;
}

size_t number_of(const Type& parameter) {
  const std::string& name = parameter.param_name();
  size_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

size_t arity(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kList:
    case TypeKind::kOptional:
    case TypeKind::kType:
      return 1;
    case TypeKind::kMap:
      return 2;
    default:
      return 0;
  }
}

Type rebuild(TypeKind kind, Type first, Type second) {
  switch (kind) {
    case TypeKind::kList:
      return Type::list(std::move(first));
    case TypeKind::kOptional:
      return Type::optional(std::move(first));
    case TypeKind::kMap:
      return Type::map(std::move(first), std::move(second));
    default:
      return Type::type(std::move(first));
  }
}

bool takes_null(TypeKind kind) {
  return kind == TypeKind::kTimestamp || kind == TypeKind::kDuration || kind == TypeKind::kIp ||
         kind == TypeKind::kCidr || kind == TypeKind::kOptional;
}

// Whether `a` is `b` or says less than it.
bool at_least_as_general(const Type& a, const Type& b) {
  if (is_any(a) || a.kind() == TypeKind::kParam) return true;
  if (a.kind() != b.kind()) return false;
  for (size_t i = 0; i < arity(a); ++i) {
    if (!at_least_as_general(a.parameter(i), b.parameter(i))) return false;
  }
  return true;
}

}  // namespace

bool is_concrete(const Type& type) {
  if (is_any(type) || type.kind() == TypeKind::kParam) return false;
  for (size_t i = 0; i < arity(type); ++i) {
    if (!is_concrete(type.parameter(i))) return false;
  }
  return true;
}

Type Inference::fresh() {
  Type parameter = Type::param(std::to_string(bindings_.size()));
  bindings_.push_back(parameter);
  return parameter;
}

void Inference::bind(size_t parameter, Type type) {
  trail_.emplace_back(parameter, std::move(bindings_[parameter]));
  bindings_[parameter] = std::move(type);
}

void Inference::undo(size_t mark) {
  while (trail_.size() > mark) {
    bindings_[trail_.back().first] = std::move(trail_.back().second);
    trail_.pop_back();
  }
}

bool Inference::assignable(const Type& from, const Type& to) {
  const size_t before = mark();
  if (assign(from, to, 0)) return true;
  undo(before);
  return false;
}

bool Inference::mentions(const Type& type, size_t parameter, int depth) const {
  if (depth > kMaxDepth) return true;
  if (type.kind() == TypeKind::kParam) {
    const size_t number = number_of(type);
    if (number == parameter) return true;
    const Type& bound = bindings_[number];
    return !(bound == type) && mentions(bound, parameter, depth + 1);
  }
  for (size_t i = 0; i < arity(type); ++i) {
    if (mentions(type.parameter(i), parameter, depth + 1)) return true;
  }
  return false;
}

bool Inference::assign_parameter(const Type& parameter, const Type& other, int depth) {
  if (parameter == other) return true;
  const size_t number = number_of(parameter);
  const Type bound = bindings_[number];
  if (bound == parameter) {
    if (mentions(other, number, 0)) return false;
    bind(number, other);
    return true;
  }
  if (!assign(bound, other, depth + 1)) return false;
  if (at_least_as_general(other, bound) && !(other == bound) && !mentions(other, number, 0)) {
    bind(number, other);
  }
  return true;
}

bool Inference::assign(const Type& from, const Type& to, int depth) {
  if (depth > kMaxDepth) return true;
  if (to.kind() == TypeKind::kParam) return assign_parameter(to, from, depth);
  if (from.kind() == TypeKind::kParam) return assign_parameter(from, to, depth);
  if (is_any(from) || is_any(to)) return true;
  if (from.kind() == TypeKind::kNull && takes_null(to.kind())) return true;
  if (to.kind() == TypeKind::kNull && takes_null(from.kind())) return true;
  if (from.kind() != to.kind()) return false;
  if (from.kind() == TypeKind::kType) return true;
  for (size_t i = 0; i < arity(from); ++i) {
    if (!assign(from.parameter(i), to.parameter(i), depth + 1)) return false;
  }
  return true;
}

Type Inference::join(const Type& a, const Type& b) {
  if (!assignable(a, b)) return TypeKind::kDyn;
  const Type first = resolve(a);
  const Type second = resolve(b);
  return at_least_as_general(first, second) ? first : second;
}

Type Inference::resolve(const Type& type, bool final, int depth) const {
  if (depth > kMaxDepth) return TypeKind::kDyn;
  if (type.kind() == TypeKind::kParam) {
    const Type& bound = bindings_[number_of(type)];
    if (!(bound == type)) return resolve(bound, final, depth + 1);
    return final ? Type(TypeKind::kDyn) : type;
  }
  if (final && type.kind() == TypeKind::kError) return TypeKind::kDyn;
  const size_t count = arity(type);
  if (count == 0) return type;
  Type first = resolve(type.parameter(0), final, depth + 1);
  Type second = count > 1 ? resolve(type.parameter(1), final, depth + 1) : Type();
  return rebuild(type.kind(), std::move(first), std::move(second));
}

Type Inference::instantiate(const Type& type, Letters& letters) {
  if (type.kind() == TypeKind::kParam) {
    for (const auto& [letter, parameter] : letters) {
      if (letter == type.param_name()) return parameter;
    }
    return letters.emplace_back(type.param_name(), fresh()).second;
  }
  const size_t count = arity(type);
  if (count == 0) return type;
  Type first = instantiate(type.parameter(0), letters);
  Type second = count > 1 ? instantiate(type.parameter(1), letters) : Type();
  return rebuild(type.kind(), std::move(first), std::move(second));
}

}  // namespace gs::cel
