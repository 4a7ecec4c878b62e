#include "http/address_range.h"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <span>
#include <string>

namespace gs::http {
namespace {

namespace ip = boost::asio::ip;

struct Range {
  std::array<uint8_t, 16> prefix;
  unsigned bits;
  std::string_view name;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry/
constexpr Range kRanges4[] = {
    {{0}, 8, "this network"},
    {{10}, 8, "private"},
    {{100, 64}, 10, "shared (carrier-grade NAT)"},
    {{127}, 8, "loopback"},
    {{169, 254}, 16, "link-local"},
    {{172, 16}, 12, "private"},
    {{192, 0, 0}, 24, "protocol assignments"},
    {{192, 0, 2}, 24, "documentation"},
    {{192, 88, 99}, 24, "6to4 relay"},
    {{192, 168}, 16, "private"},
    {{198, 18}, 15, "benchmarking"},
    {{198, 51, 100}, 24, "documentation"},
    {{203, 0, 113}, 24, "documentation"},
    {{224}, 4, "multicast"},
    {{240}, 4, "reserved"},
};

// https://www.iana.org/assignments/iana-ipv6-special-registry/; what is not in 2000::/3 is not
// given out at all.
constexpr Range kRanges6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
    {{0}, 128, "unspecified"},
    {{0xfc}, 7, "unique-local"},
    {{0xfe, 0x80}, 10, "link-local"},
    {{0xfe, 0xc0}, 10, "site-local"},
    {{0xff}, 8, "multicast"},
    {{0x20, 0x01}, 23, "protocol assignments"},  // Teredo, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
    {{0x3f, 0xff}, 20, "documentation"},
};

// Where an address of IPv4 lies inside one of IPv6.
struct Carrier {
  std::array<uint8_t, 16> prefix;
  unsigned bits;
  size_t offset;
};
constexpr Carrier kCarriers[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12},  // ::ffff:0:0/96, mapped
    {{0, 0x64, 0xff, 0x9b}, 96, 12},                       // 64:ff9b::/96, NAT64
    {{0x20, 0x02}, 16, 2},                                 // 2002::/16, 6to4
};

bool within(std::span<const uint8_t> bytes, std::span<const uint8_t> prefix, unsigned bits) {
  for (unsigned bit = 0; bit < bits; ++bit) {
    const auto mask = static_cast<uint8_t>(0x80u >> (bit % 8));
    if (((bytes[bit / 8] ^ prefix[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

std::optional<std::string_view> special4(std::span<const uint8_t> bytes) {
  for (const Range& range : kRanges4) {
    if (within(bytes, range.prefix, range.bits)) return range.name;
  }
  return std::nullopt;
}

std::optional<std::string_view> special6(std::span<const uint8_t> bytes) {
  for (const Carrier& carrier : kCarriers) {
    if (within(bytes, carrier.prefix, carrier.bits)) {
      return special4(bytes.subspan(carrier.offset, 4));
    }
  }
  for (const Range& range : kRanges6) {
    if (within(bytes, range.prefix, range.bits)) return range.name;
  }
  constexpr std::array<uint8_t, 16> kGlobalUnicast = {0x20};
  if (!within(bytes, kGlobalUnicast, 3)) return "reserved";
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> special_range(std::string_view text) {
  boost::system::error_code code;
  const ip::address address = ip::make_address(std::string(text), code);
  if (code) return "no address";
  if (address.is_v4()) return special4(address.to_v4().to_bytes());
  return special6(address.to_v6().to_bytes());
}

}  // namespace gs::http
