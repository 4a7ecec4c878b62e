// The network extension: IP addresses and prefixes. The classes of addresses are those of Go's
// net/netip, which defines them for cel-go.
#include <cstring>

#include "policy/cel/function_code.h"
#include "policy/cel/ip_text.h"

namespace gs::cel {

namespace {

constexpr Value kNoOverload = Value::error(ErrorKind::kNoSuchOverload);

bool takes(const Call& call, Kind kind) {
  return call.args.size() == 1 && call.args[0].kind() == kind;
}

const IpAddress* keep(const IpAddress& address, Arena& arena) {
  IpAddress* copy = arena.allocate_array<IpAddress>(1);
  if (copy != nullptr) *copy = address;
  return copy;
}

Value ip_value(const IpAddress& address, Arena& arena) {
  const IpAddress* copy = keep(address, arena);
  return copy == nullptr ? Value::error(ErrorKind::kCostExceeded) : Value::ip(copy);
}

Value cidr_value(const IpAddress& address, Arena& arena) {
  const IpAddress* copy = keep(address, arena);
  return copy == nullptr ? Value::error(ErrorKind::kCostExceeded) : Value::cidr(copy);
}

bool all_zero(const uint8_t* bytes, int size) {
  for (int i = 0; i < size; ++i) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

IpAddress masked(IpAddress address) {
  for (int i = 0; i < address.size; ++i) {
    const int bits = address.prefix - i * 8;
    if (bits >= 8) continue;
    address.bytes[i] &= bits <= 0 ? 0 : static_cast<uint8_t>(0xff << (8 - bits));
  }
  return address;
}

// Whether the first `prefix` bits of an address of the same family are those of the range.
bool contains(const IpAddress& range, const uint8_t* bytes, int size) {
  if (range.size != size) return false;
  IpAddress other{};
  std::memcpy(other.bytes, bytes, static_cast<size_t>(size));
  other.size = range.size;
  other.prefix = range.prefix;
  const IpAddress a = masked(range);
  const IpAddress b = masked(other);
  return std::memcmp(a.bytes, b.bytes, static_cast<size_t>(size)) == 0;
}

bool is_unspecified(PlainAddress a) {
  return all_zero(a.bytes, a.size);
}

bool is_loopback(PlainAddress a) {
  return a.size == 4 ? a.bytes[0] == 127 : all_zero(a.bytes, 15) && a.bytes[15] == 1;
}

bool is_multicast(PlainAddress a) {
  return a.size == 4 ? (a.bytes[0] & 0xf0) == 0xe0 : a.bytes[0] == 0xff;
}

bool is_link_local_multicast(PlainAddress a) {
  if (a.size == 4) return a.bytes[0] == 224 && a.bytes[1] == 0 && a.bytes[2] == 0;
  return a.bytes[0] == 0xff && (a.bytes[1] & 0x0f) == 2;
}

bool is_link_local_unicast(PlainAddress a) {
  if (a.size == 4) return a.bytes[0] == 169 && a.bytes[1] == 254;
  return a.bytes[0] == 0xfe && (a.bytes[1] & 0xc0) == 0x80;
}

bool is_broadcast(PlainAddress a) {
  return a.size == 4 && (a.bytes[0] & a.bytes[1] & a.bytes[2] & a.bytes[3]) == 0xff;
}

bool is_global_unicast(PlainAddress a) {
  return !is_unspecified(a) && !is_broadcast(a) && !is_loopback(a) && !is_multicast(a) &&
         !is_link_local_unicast(a);
}

template <typename Predicate>
Value test(const Call& call, Predicate predicate) {
  if (!takes(call, Kind::kIp)) return kNoOverload;
  return Value::boolean(predicate(plain_address(call.args[0].as_ip())));
}

}  // namespace

Value fn_ip(const Call& call) {
  if (takes(call, Kind::kIp)) return call.args[0];
  if (takes(call, Kind::kCidr)) return ip_value(call.args[0].as_ip(), call.arena);
  if (!takes(call, Kind::kString)) return kNoOverload;
  const auto address = parse_ip(call.args[0].as_string());
  return address ? ip_value(*address, call.arena) : Value::error(ErrorKind::kConversion);
}

Value fn_is_ip(const Call& call) {
  if (!takes(call, Kind::kString)) return kNoOverload;
  return Value::boolean(parse_ip(call.args[0].as_string()).has_value());
}

Value fn_ip_is_canonical(const Call& call) {
  if (!takes(call, Kind::kString)) return kNoOverload;
  const auto address = parse_ip(call.args[0].as_string());
  if (!address) return Value::error(ErrorKind::kConversion);
  return Value::boolean(ip_text(*address) == call.args[0].as_string());
}

Value fn_cidr(const Call& call) {
  if (takes(call, Kind::kCidr)) return call.args[0];
  if (!takes(call, Kind::kString)) return kNoOverload;
  const auto range = parse_cidr(call.args[0].as_string());
  return range ? cidr_value(*range, call.arena) : Value::error(ErrorKind::kConversion);
}

Value fn_is_cidr(const Call& call) {
  if (!takes(call, Kind::kString)) return kNoOverload;
  return Value::boolean(parse_cidr(call.args[0].as_string()).has_value());
}

Value fn_family(const Call& call) {
  if (!takes(call, Kind::kIp)) return kNoOverload;
  return Value::integer(call.args[0].as_ip().size == 4 ? 4 : 6);
}

Value fn_is_unspecified(const Call& call) {
  return test(call, is_unspecified);
}
Value fn_is_loopback(const Call& call) {
  return test(call, is_loopback);
}
Value fn_is_global_unicast(const Call& call) {
  return test(call, is_global_unicast);
}
Value fn_is_link_local_multicast(const Call& call) {
  return test(call, is_link_local_multicast);
}
Value fn_is_link_local_unicast(const Call& call) {
  return test(call, is_link_local_unicast);
}

Value fn_contains_ip(const Call& call) {
  if (call.args.size() != 2 || call.args[0].kind() != Kind::kCidr) return kNoOverload;
  IpAddress address{};
  if (call.args[1].kind() == Kind::kString) {
    const auto parsed = parse_ip(call.args[1].as_string());
    if (!parsed) return Value::error(ErrorKind::kConversion);
    address = *parsed;
  } else if (call.args[1].kind() == Kind::kIp) {
    address = call.args[1].as_ip();
  } else {
    return kNoOverload;
  }
  return Value::boolean(contains(call.args[0].as_ip(), address.bytes, address.size));
}

Value fn_contains_cidr(const Call& call) {
  if (call.args.size() != 2 || call.args[0].kind() != Kind::kCidr) return kNoOverload;
  IpAddress inner{};
  if (call.args[1].kind() == Kind::kString) {
    const auto parsed = parse_cidr(call.args[1].as_string());
    if (!parsed) return Value::error(ErrorKind::kConversion);
    inner = *parsed;
  } else if (call.args[1].kind() == Kind::kCidr) {
    inner = call.args[1].as_ip();
  } else {
    return kNoOverload;
  }
  const IpAddress& outer = call.args[0].as_ip();
  return Value::boolean(inner.prefix >= outer.prefix && contains(outer, inner.bytes, inner.size));
}

Value fn_masked(const Call& call) {
  if (!takes(call, Kind::kCidr)) return kNoOverload;
  return cidr_value(masked(call.args[0].as_ip()), call.arena);
}

Value fn_prefix_length(const Call& call) {
  if (!takes(call, Kind::kCidr)) return kNoOverload;
  return Value::integer(call.args[0].as_ip().prefix);
}

// Whether no bit is set behind the prefix.
Value fn_is_mask(const Call& call) {
  if (!takes(call, Kind::kCidr)) return kNoOverload;
  const IpAddress& range = call.args[0].as_ip();
  return Value::boolean(std::memcmp(masked(range).bytes, range.bytes, range.size) == 0);
}

}  // namespace gs::cel
