#include "policy/cel/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>

#include "policy/cel/equality.h"
#include "policy/cel/ip_text.h"

namespace gs::cel {

namespace {

constexpr uint32_t kIndexFrom = 9;  // smaller maps are searched in order
constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

template <typename T>
Order order(T a, T b) {
  return a < b ? Order::kLess : a > b ? Order::kGreater : Order::kEqual;
}

Order flip(Order o) {
  if (o == Order::kLess) return Order::kGreater;
  return o == Order::kGreater ? Order::kLess : o;
}

Order compare_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return Order::kUnordered;
  return order(a, b);
}

Order compare_int_double(int64_t i, double d) {
  if (std::isnan(d)) return Order::kUnordered;
  if (d < -kTwo63) return Order::kGreater;
  if (d > kTwo63) return Order::kLess;
  return order(static_cast<double>(i), d);
}

Order compare_uint_double(uint64_t u, double d) {
  if (std::isnan(d)) return Order::kUnordered;
  if (d < 0) return Order::kGreater;
  if (d > kTwo64) return Order::kLess;
  return order(static_cast<double>(u), d);
}

Order compare_int_uint(int64_t i, uint64_t u) {
  return i < 0 ? Order::kLess : order(static_cast<uint64_t>(i), u);
}

Order compare_int(int64_t i, const Value& b) {
  if (b.kind() == Kind::kInt) return order(i, b.as_int());
  if (b.kind() == Kind::kUint) return compare_int_uint(i, b.as_uint());
  return compare_int_double(i, b.as_double());
}

Order compare_uint(uint64_t u, const Value& b) {
  if (b.kind() == Kind::kUint) return order(u, b.as_uint());
  if (b.kind() == Kind::kInt) return flip(compare_int_uint(b.as_int(), u));
  return compare_uint_double(u, b.as_double());
}

Order compare_double(double d, const Value& b) {
  if (b.kind() == Kind::kDouble) return compare_doubles(d, b.as_double());
  if (b.kind() == Kind::kInt) return flip(compare_int_double(b.as_int(), d));
  return flip(compare_uint_double(b.as_uint(), d));
}

Order compare_text(std::string_view a, std::string_view b) {
  const int c = a.compare(b);
  return c < 0 ? Order::kLess : c > 0 ? Order::kGreater : Order::kEqual;
}

Order compare_times(Timestamp a, Timestamp b) {
  return a.seconds != b.seconds ? order(a.seconds, b.seconds) : order(a.nanos, b.nanos);
}

bool equal_addresses(const IpAddress& a, const IpAddress& b) {
  const PlainAddress x = plain_address(a);
  const PlainAddress y = plain_address(b);
  return x.size == y.size && std::memcmp(x.bytes, y.bytes, x.size) == 0;
}

// Charges every element it compares to `arena`; without one there is no limit.
class Equality {
 public:
  explicit Equality(Arena* arena) : arena_(arena) {}
  bool exceeded() const { return exceeded_; }

  bool same(const Value& a, const Value& b) {
    if (a.is_numeric() && b.is_numeric()) return compare_numbers(a, b) == Order::kEqual;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
      case Kind::kNull:
        return true;
      case Kind::kBool:
        return a.as_bool() == b.as_bool();
      case Kind::kString:
      case Kind::kBytes:
      case Kind::kType:
        return a.as_string() == b.as_string();
      case Kind::kTimestamp:
        return compare_times(a.as_timestamp(), b.as_timestamp()) == Order::kEqual;
      case Kind::kDuration:
        return a.as_duration() == b.as_duration();
      case Kind::kIp:
        return equal_addresses(a.as_ip(), b.as_ip());
      case Kind::kCidr:
        return a.as_ip().prefix == b.as_ip().prefix && equal_addresses(a.as_ip(), b.as_ip());
      default:
        return same_container(a, b);
    }
  }

 private:
  bool same_container(const Value& a, const Value& b) {
    if (a.kind() == Kind::kList) return same_list(a.as_list(), b.as_list());
    if (a.kind() == Kind::kMap) return same_map(a, b);
    if (a.kind() != Kind::kOptional) return false;
    if (!a.has_content() || !b.has_content()) return a.has_content() == b.has_content();
    return charge(1) && same(a.content(), b.content());
  }

  bool same_list(std::span<const Value> a, std::span<const Value> b) {
    if (a.size() != b.size() || !charge(a.size())) return false;
    for (size_t i = 0; i < a.size(); ++i) {
      if (!same(a[i], b[i])) return false;
    }
    return true;
  }

  bool same_map(const Value& a, const Value& b) {
    if (a.as_map().size != b.as_map().size || !charge(a.as_map().size)) return false;
    for (const MapEntry& entry : a.entries()) {
      const Value* other = find(b.as_map(), entry.key);
      if (other == nullptr || !same(entry.value, *other)) return false;
    }
    return true;
  }

  bool charge(size_t work) {
    if (exceeded_) return false;
    if (arena_ != nullptr && !arena_->charge(work)) exceeded_ = true;
    return !exceeded_;
  }

  Arena* arena_;
  bool exceeded_ = false;
};

// A key as the map stores and hashes it: integers of either sign kind that are equal hash alike.
// False for what cannot be found: doubles that are no integer, and kinds that are no keys.
bool normalise_key(const Value& key, Value& out) {
  switch (key.kind()) {
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kString:
      out = key;
      return true;
    case Kind::kDouble: {
      const double d = key.as_double();
      if (!(d >= -kTwo63 && d < kTwo64) || d != std::trunc(d)) return false;
      out = d < kTwo63 ? Value::integer(static_cast<int64_t>(d))
                       : Value::unsigned_integer(static_cast<uint64_t>(d));
      return true;
    }
    default:
      return false;
  }
}

bool same_key(const Value& a, const Value& b) {
  if (a.kind() == Kind::kString) {
    return b.kind() == Kind::kString && a.as_string() == b.as_string();
  }
  if (a.kind() == Kind::kBool) return b.kind() == Kind::kBool && a.as_bool() == b.as_bool();
  return b.is_numeric() && compare_numbers(a, b) == Order::kEqual;
}

uint64_t hash_key(const Value& key) {
  if (key.kind() == Kind::kString) return std::hash<std::string_view>{}(key.as_string());
  uint64_t x = key.as_uint() + (key.kind() == Kind::kBool ? 0x9e3779b97f4a7c15u : 0);
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdu;
  return x ^ (x >> 33);
}

const Value* search(const Map& map, const Value& key) {
  if (map.index == nullptr) {
    for (uint32_t i = 0; i < map.size; ++i) {
      if (same_key(map.entries[i].key, key)) return &map.entries[i].value;
    }
    return nullptr;
  }
  const uint32_t mask = map.index_size - 1;
  for (uint32_t at = hash_key(key) & mask; map.index[at] != 0; at = (at + 1) & mask) {
    const MapEntry& entry = map.entries[map.index[at] - 1];
    if (same_key(entry.key, key)) return &entry.value;
  }
  return nullptr;
}

bool usable_key(const Value& key) {
  return key.kind() == Kind::kBool || key.kind() == Kind::kInt || key.kind() == Kind::kUint ||
         key.kind() == Kind::kString;
}

// Adds entry number `at` to the hash table.
void index_entry(uint32_t* index, uint32_t mask, const MapEntry* entries, uint32_t at) {
  uint32_t place = hash_key(entries[at].key) & mask;
  while (index[place] != 0) place = (place + 1) & mask;
  index[place] = at + 1;
}

}  // namespace

Order compare_numbers(const Value& a, const Value& b) {
  if (a.kind() == Kind::kInt) return compare_int(a.as_int(), b);
  if (a.kind() == Kind::kUint) return compare_uint(a.as_uint(), b);
  return compare_double(a.as_double(), b);
}

bool equal(const Value& a, const Value& b) {
  return Equality(nullptr).same(a, b);
}

Value equal_within(const Value& a, const Value& b, Arena& arena) {
  Equality equality(&arena);
  const bool same = equality.same(a, b);
  return equality.exceeded() ? Value::error(ErrorKind::kCostExceeded) : Value::boolean(same);
}

Value contains_within(std::span<const Value> list, const Value& wanted, Arena& arena) {
  if (!arena.charge(list.size())) return Value::error(ErrorKind::kCostExceeded);
  Equality equality(&arena);
  for (const Value& item : list) {
    if (equality.same(item, wanted)) return Value::boolean(true);
    if (equality.exceeded()) return Value::error(ErrorKind::kCostExceeded);
  }
  return Value::boolean(false);
}

Order compare(const Value& a, const Value& b) {
  if (a.is_numeric() && b.is_numeric()) return compare_numbers(a, b);
  if (a.kind() != b.kind()) return Order::kIncomparable;
  switch (a.kind()) {
    case Kind::kBool:
      return order(a.as_bool(), b.as_bool());
    case Kind::kString:
    case Kind::kBytes:
      return compare_text(a.as_string(), b.as_string());
    case Kind::kTimestamp:
      return compare_times(a.as_timestamp(), b.as_timestamp());
    case Kind::kDuration:
      return order(a.as_duration(), b.as_duration());
    default:
      return Order::kIncomparable;
  }
}

const Value* find(const Map& map, const Value& key) {
  Value normal;
  return normalise_key(key, normal) ? search(map, normal) : nullptr;
}

Value make_list(Arena& arena, std::span<const Value> items) {
  List* list = arena.allocate_array<List>(1);
  Value* copies = arena.allocate_array<Value>(items.size());
  if (list == nullptr || copies == nullptr) return Value::error(ErrorKind::kCostExceeded);
  std::copy(items.begin(), items.end(), copies);
  *list = {static_cast<uint32_t>(items.size()), copies};
  return Value::list(list);
}

Value make_map(Arena& arena, std::span<const MapEntry> entries) {
  const uint32_t size = static_cast<uint32_t>(entries.size());
  Map* map = arena.allocate_array<Map>(1);
  MapEntry* copies = arena.allocate_array<MapEntry>(size);
  if (map == nullptr || copies == nullptr) return Value::error(ErrorKind::kCostExceeded);
  *map = {0, 0, copies, nullptr};
  uint32_t* index = nullptr;
  if (size >= kIndexFrom) {
    map->index_size = std::bit_ceil(size * 2);
    index = arena.allocate_array<uint32_t>(map->index_size);
    if (index == nullptr) return Value::error(ErrorKind::kCostExceeded);
    std::fill_n(index, map->index_size, 0);
    map->index = index;
  }
  for (const MapEntry& entry : entries) {
    if (!usable_key(entry.key)) return Value::error(ErrorKind::kBadKey);
    if (search(*map, entry.key) != nullptr) return Value::error(ErrorKind::kDuplicateKey);
    copies[map->size] = entry;
    if (index != nullptr) index_entry(index, map->index_size - 1, copies, map->size);
    ++map->size;
  }
  return Value::map(map);
}

Value make_string(Arena& arena, std::string_view text) {
  const std::string_view copy = arena.copy(text);
  if (copy.data() == nullptr) return Value::error(ErrorKind::kCostExceeded);
  return Value::string(copy);
}

Value make_optional(Arena& arena, Value content) {
  Value* copy = arena.allocate_array<Value>(1);
  if (copy == nullptr) return Value::error(ErrorKind::kCostExceeded);
  *copy = content;
  return Value::optional_of(copy);
}

}  // namespace gs::cel
