// Run-time values of the Common Expression Language.
//
// A Value is 16 bytes and trivially copyable: a kind, and either the value itself or a pointer to
// bytes that somebody else owns: the arena of the evaluation, the program (its constants) or the
// caller (its bindings). It is passed and returned in two registers.
//
// Source: cel-spec, doc/langdef.md, "Values". Errors are values too: they travel through operators
// and are absorbed by && and ||. An error holds a code and the expression that failed, never text,
// so that making one costs nothing; message() renders it on demand.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "policy/cel/arena.h"

namespace gs::cel {

enum class Kind : uint8_t {
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kList,
  kMap,
  kType,
  kTimestamp,
  kDuration,
  kOptional,
  kIp,
  kCidr,
  kError,
};

// Why an evaluation has no value.
enum class ErrorKind : uint8_t {
  kNoSuchOverload,
  kNoSuchKey,   // no such field or map key
  kUndeclared,  // a name or function nobody declared, in an unchecked expression
  kDivideByZero,
  kModulusByZero,
  kOverflow,
  kRange,  // an argument outside its domain
  kIndexOutOfRange,
  kDuplicateKey,
  kBadKey,  // a float, null or container as map key
  kConversion,
  kBadPattern,    // a regular expression that does not compile
  kNoneValue,     // value() of an absent optional
  kAbsent,        // a variable that has no value in this evaluation
  kUnavailable,   // a variable whose source failed or timed out
  kCostExceeded,  // the iteration or memory budget is used up
};

std::string_view message(ErrorKind kind);

class Value;
struct MapEntry;

// Ranges: what the language allows for google.protobuf.Timestamp, 0001-01-01 to 9999-12-31.
struct Timestamp {
  int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  uint32_t nanos = 0;   // 0 to 999'999'999, always forward in time
};

struct IpAddress {
  uint8_t bytes[16];  // network order; IPv4 in the first four
  uint8_t size;       // 4 or 16
  uint8_t prefix;     // used by CIDR values only: prefix length in bits
};

// A list: `size` values, contiguous.
struct List {
  uint32_t size;
  const Value* items;
};

// A map: `size` entries in insertion order with unique keys (unique across numeric types as well).
// `index` is an open-addressing hash table of `index_size` (a power of two) entry numbers plus one,
// or null for small maps, which are searched in order.
struct Map {
  uint32_t size;
  uint32_t index_size;
  const MapEntry* entries;
  const uint32_t* index;
};

class Value {
 public:
  constexpr Value() : Value(Kind::kNull) {}

  static constexpr Value null() { return Value(); }
  static constexpr Value boolean(bool b) {
    Value v(Kind::kBool);
    v.payload_.u = b ? 1 : 0;
    return v;
  }
  static constexpr Value integer(int64_t i) {
    Value v(Kind::kInt);
    v.payload_.i = i;
    return v;
  }
  static constexpr Value unsigned_integer(uint64_t u) {
    Value v(Kind::kUint);
    v.payload_.u = u;
    return v;
  }
  static constexpr Value real(double d) {
    Value v(Kind::kDouble);
    v.payload_.d = d;
    return v;
  }
  // The bytes must be valid UTF-8 and outlive the value.
  static constexpr Value string(std::string_view s) { return bytes_like(Kind::kString, s); }
  static constexpr Value bytes(std::string_view b) { return bytes_like(Kind::kBytes, b); }
  // A type value; `name` is a static string such as "int" or "google.protobuf.Timestamp".
  static constexpr Value type(std::string_view name) { return bytes_like(Kind::kType, name); }
  static constexpr Value timestamp(Timestamp t) {
    Value v(Kind::kTimestamp);
    v.payload_.i = t.seconds;
    v.set_extra(t.nanos);
    return v;
  }
  static constexpr Value duration(int64_t nanos) {
    Value v(Kind::kDuration);
    v.payload_.i = nanos;
    return v;
  }
  static Value list(const List* list) { return pointer(Kind::kList, list); }
  static Value map(const Map* map) { return pointer(Kind::kMap, map); }
  static Value none() { return pointer(Kind::kOptional, nullptr); }
  static Value optional_of(const Value* content) { return pointer(Kind::kOptional, content); }
  static Value ip(const IpAddress* address) { return pointer(Kind::kIp, address); }
  static Value cidr(const IpAddress* address) { return pointer(Kind::kCidr, address); }
  // `expression` is the id of the sub-expression that failed (see ast.h), 0 when there is none.
  static constexpr Value error(ErrorKind kind, uint32_t expression = 0) {
    Value v(Kind::kError);
    v.header_ |= static_cast<uint64_t>(kind) << 8;
    v.set_extra(expression);
    return v;
  }

  Kind kind() const { return static_cast<Kind>(header_ & 0xff); }
  bool is_error() const { return kind() == Kind::kError; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_true() const { return kind() == Kind::kBool && payload_.u != 0; }
  bool is_false() const { return kind() == Kind::kBool && payload_.u == 0; }
  bool is_numeric() const {
    return kind() == Kind::kInt || kind() == Kind::kUint || kind() == Kind::kDouble;
  }

  // Accessors ask for the right kind; asking for another is a broken invariant.
  bool as_bool() const { return payload_.u != 0; }
  int64_t as_int() const { return payload_.i; }
  uint64_t as_uint() const { return payload_.u; }
  double as_double() const { return payload_.d; }
  std::string_view as_string() const { return {payload_.text, extra()}; }  // also bytes and types
  Timestamp as_timestamp() const { return {payload_.i, extra()}; }
  int64_t as_duration() const { return payload_.i; }
  std::span<const Value> as_list() const;
  const Map& as_map() const { return *static_cast<const Map*>(payload_.pointer); }
  std::span<const MapEntry> entries() const;
  bool has_content() const { return payload_.pointer != nullptr; }
  const Value& content() const { return *static_cast<const Value*>(payload_.pointer); }
  const IpAddress& as_ip() const { return *static_cast<const IpAddress*>(payload_.pointer); }
  ErrorKind error_kind() const { return static_cast<ErrorKind>(header_ >> 8 & 0xff); }
  uint32_t error_expression() const { return extra(); }

 private:
  explicit constexpr Value(Kind kind) : header_(static_cast<uint64_t>(kind)) { payload_.i = 0; }
  constexpr void set_extra(uint32_t extra) { header_ |= static_cast<uint64_t>(extra) << 32; }
  uint32_t extra() const { return static_cast<uint32_t>(header_ >> 32); }
  static constexpr Value bytes_like(Kind kind, std::string_view s) {
    Value v(kind);
    v.payload_.text = s.data();
    v.set_extra(static_cast<uint32_t>(s.size()));
    return v;
  }
  static Value pointer(Kind kind, const void* p) {
    Value v(kind);
    v.payload_.pointer = p;
    return v;
  }

  // Kind in the low byte, of errors the ErrorKind in the next, and in the upper half the size of a
  // string in bytes, the nanoseconds of a timestamp or the expression of an error. One word,
  // because members with padding between them make the compiler copy a Value piece by piece.
  uint64_t header_;
  union {
    int64_t i;
    uint64_t u;
    double d;
    const char* text;
    const void* pointer;
  } payload_;
};

static_assert(sizeof(Value) == 16 && std::is_trivially_copyable_v<Value>);

struct MapEntry {
  Value key;
  Value value;
};

inline std::span<const Value> Value::as_list() const {
  const List& list = *static_cast<const List*>(payload_.pointer);
  return {list.items, list.size};
}
inline std::span<const MapEntry> Value::entries() const {
  return {as_map().entries, as_map().size};
}

// Builders. They copy the items (not the bytes of strings) into the arena; an exhausted arena gives
// an error value (kCostExceeded), a repeated or unusable key gives kDuplicateKey or kBadKey.
Value make_list(Arena& arena, std::span<const Value> items);
Value make_map(Arena& arena, std::span<const MapEntry> entries);
Value make_string(Arena& arena, std::string_view text);  // copies the bytes
Value make_optional(Arena& arena, Value content);

// Equality of the language: total, numeric kinds on one line, NaN equal to nothing.
bool equal(const Value& a, const Value& b);

// -1, 0 or 1, or kUnordered (a NaN), or kIncomparable (no such overload).
enum class Order : int8_t {
  kLess = -1,
  kEqual = 0,
  kGreater = 1,
  kUnordered = 2,
  kIncomparable = 3
};
Order compare(const Value& a, const Value& b);

// The entry for `key`, or null. Doubles find integers that they equal exactly.
const Value* find(const Map& map, const Value& key);

// "int", "list", "google.protobuf.Timestamp", ...
std::string_view type_name(Kind kind);

// How people read a value, in the language's own syntax: "'text'", "[1, 2u]", "{'a': true}",
// "duration('1.5s')", "error: divide by zero". For explain, coverage and tests.
std::string to_string(const Value& value);

}  // namespace gs::cel
