#include "policy/cel/type.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gs::cel {
namespace {

std::string_view simple_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::kDyn:
      return "dyn";
    case TypeKind::kError:
      return "error";
    case TypeKind::kNull:
      return "null_type";
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kUint:
      return "uint";
    case TypeKind::kDouble:
      return "double";
    case TypeKind::kString:
      return "string";
    case TypeKind::kBytes:
      return "bytes";
    case TypeKind::kTimestamp:
      return "google.protobuf.Timestamp";
    case TypeKind::kDuration:
      return "google.protobuf.Duration";
    case TypeKind::kIp:
      return "net.IP";
    case TypeKind::kCidr:
      return "net.CIDR";
    case TypeKind::kList:
      return "list";
    case TypeKind::kMap:
      return "map";
    case TypeKind::kType:
      return "type";
    case TypeKind::kOptional:
      return "optional_type";
    case TypeKind::kParam:
      return "param";
  }
  return "";
}

size_t arity(TypeKind kind) {
  switch (kind) {
    case TypeKind::kList:
    case TypeKind::kType:
    case TypeKind::kOptional:
      return 1;
    case TypeKind::kMap:
      return 2;
    default:
      return 0;
  }
}

}  // namespace

Type Type::make(TypeKind kind, std::vector<Type> parameters) {
  uint32_t depth = 0;
  for (Type& parameter : parameters) {
    if (parameter.depth() >= kMaxDepth) parameter = TypeKind::kDyn;
    depth = std::max(depth, parameter.depth() + 1);
  }
  Type type(kind);
  type.detail_ = std::make_shared<const Detail>(Detail{std::move(parameters), {}, depth});
  return type;
}

Type Type::list(Type element) {
  return make(TypeKind::kList, {std::move(element)});
}

Type Type::map(Type key, Type value) {
  return make(TypeKind::kMap, {std::move(key), std::move(value)});
}

Type Type::type(Type named) {
  return make(TypeKind::kType, {std::move(named)});
}

Type Type::optional(Type content) {
  return make(TypeKind::kOptional, {std::move(content)});
}

Type Type::param(std::string name) {
  Type type(TypeKind::kParam);
  type.detail_ = std::make_shared<const Detail>(Detail{{}, std::move(name), 0});
  return type;
}

Type Type::parameter(size_t index) const {
  if (!detail_ || index >= detail_->parameters.size()) return TypeKind::kDyn;
  return detail_->parameters[index];
}

const std::string& Type::param_name() const {
  static const std::string kNone;
  return detail_ ? detail_->name : kNone;
}

std::string Type::to_string() const {
  if (kind_ == TypeKind::kParam) return param_name();
  std::string text(simple_name(kind_));
  for (size_t i = 0; i < arity(kind_); ++i) {
    text += i == 0 ? "(" : ", ";
    text += parameter(i).to_string();
  }
  if (arity(kind_) > 0) text += ")";
  return text;
}

bool operator==(const Type& a, const Type& b) {
  if (a.kind_ != b.kind_) return false;
  if (a.detail_ == b.detail_) return true;
  if (a.kind_ == TypeKind::kParam) return a.param_name() == b.param_name();
  for (size_t i = 0; i < arity(a.kind_); ++i) {
    if (!(a.parameter(i) == b.parameter(i))) return false;
  }
  return true;
}

}  // namespace gs::cel
