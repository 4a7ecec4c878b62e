// IP addresses and prefixes as text (RFC 4291, RFC 5952), as the network extension wants them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/cel/value.h"

namespace gs::cel {

// Refuses zones ("fe80::1%en0") and IPv6 with a dotted part ("::ffff:1.2.3.4").
std::optional<IpAddress> parse_ip(std::string_view text);

// "10.0.0.0/8"; host bits are kept.
std::optional<IpAddress> parse_cidr(std::string_view text);

// The bytes that tell an address from others: IPv6-mapped IPv4 is taken as IPv4.
struct PlainAddress {
  const uint8_t* bytes;
  int size;  // 4 or 16
};
PlainAddress plain_address(const IpAddress& address);

std::string ip_text(const IpAddress& address);  // canonical, RFC 5952
std::string cidr_text(const IpAddress& cidr);

}  // namespace gs::cel
