#include "policy/cel/ip_text.h"

#include <arpa/inet.h>

#include <cstring>

#include "policy/cel/number_text.h"

namespace gs::cel {

namespace {

constexpr size_t kMaxText = 45;

// The longest run of two or more zero groups, which RFC 5952 writes as "::"; length 0 when none.
struct ZeroRun {
  int begin = 0;
  int length = 0;
};

ZeroRun longest_zero_run(const uint16_t (&groups)[8]) {
  ZeroRun best;
  for (int i = 0; i < 8;) {
    int end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i >= 2 && end - i > best.length) best = {i, end - i};
    i = end == i ? i + 1 : end;
  }
  return best;
}

// inet_ntop writes IPv4-mapped addresses with dots, which the extension's own parser refuses.
std::string ipv6_text(const uint8_t (&bytes)[16]) {
  uint16_t groups[8];
  for (int i = 0; i < 8; ++i)
    groups[i] = static_cast<uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  const ZeroRun run = longest_zero_run(groups);
  std::string out;
  for (int i = 0; i < 8; ++i) {
    if (run.length > 0 && i == run.begin) {
      out += "::";
      i += run.length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    char hex[8];
    std::snprintf(hex, sizeof hex, "%x", groups[i]);
    out += hex;
  }
  return out;
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  if (text.size() > kMaxText || text.find('\0') != std::string_view::npos) return std::nullopt;
  const bool colon = text.find(':') != std::string_view::npos;
  if (colon && text.find('.') != std::string_view::npos) return std::nullopt;
  IpAddress address{};
  const std::string terminated(text);
  address.size = colon ? 16 : 4;
  if (inet_pton(colon ? AF_INET6 : AF_INET, terminated.c_str(), address.bytes) != 1) {
    return std::nullopt;
  }
  return address;
}

std::optional<IpAddress> parse_cidr(std::string_view text) {
  const size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  if (!address || digits.empty() || digits.size() > 3) return std::nullopt;
  if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
  const std::optional<uint64_t> bits = parse_uint(digits);
  if (!bits || *bits > address->size * 8u) return std::nullopt;
  address->prefix = static_cast<uint8_t>(*bits);
  return address;
}

PlainAddress plain_address(const IpAddress& address) {
  static constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (address.size == 16 && std::memcmp(address.bytes, kMapped, 12) == 0) {
    return {address.bytes + 12, 4};
  }
  return {address.bytes, address.size};
}

std::string ip_text(const IpAddress& address) {
  if (address.size == 16) return ipv6_text(address.bytes);
  char buffer[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, address.bytes, buffer, sizeof buffer);
  return buffer;
}

std::string cidr_text(const IpAddress& cidr) {
  return ip_text(cidr) + "/" + std::to_string(cidr.prefix);
}

}  // namespace gs::cel
