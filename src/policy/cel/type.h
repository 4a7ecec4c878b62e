// Static types of the Common Expression Language, as the checker sees them.
//
// Source: cel-spec, doc/langdef.md, "Values" and "Gradual type checking". Message types are not
// supported. A Type is a small immutable value; copying shares its parameters.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gs::cel {

enum class TypeKind : uint8_t {
  kDyn,    // any value; checks nothing
  kError,  // the result of an expression that was already reported; joins anything silently
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kIp,        // net.IP
  kCidr,      // net.CIDR
  kList,      // 1 parameter: element
  kMap,       // 2 parameters: key, value
  kType,      // 1 parameter: the type it names
  kOptional,  // 1 parameter: content
  kParam,     // a type parameter of a signature, by name; bound during overload resolution
};

class Type {
 public:
  Type() = default;                     // dyn
  Type(TypeKind kind) : kind_(kind) {}  // NOLINT(google-explicit-constructor): kinds are types

  // What is nested deeper than kMaxDepth counts as dyn, so that walks over types can recurse.
  static constexpr uint32_t kMaxDepth = 64;

  static Type list(Type element);
  static Type map(Type key, Type value);
  static Type type(Type named);
  static Type optional(Type content);
  static Type param(std::string name);

  TypeKind kind() const { return kind_; }
  // Parameters in declaration order; missing ones count as dyn.
  Type parameter(size_t index) const;
  const std::string& param_name() const;

  // "list(int)", "map(string, dyn)", "optional_type(dyn)", "type(int)",
  // "google.protobuf.Timestamp".
  std::string to_string() const;

  friend bool operator==(const Type& a, const Type& b);

 private:
  struct Detail {
    std::vector<Type> parameters;
    std::string name;
    uint32_t depth = 0;  // of nested parameters
  };
  static Type make(TypeKind kind, std::vector<Type> parameters);
  uint32_t depth() const { return detail_ ? detail_->depth : 0; }

  TypeKind kind_ = TypeKind::kDyn;
  std::shared_ptr<const Detail> detail_;
};

}  // namespace gs::cel
