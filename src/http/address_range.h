// Whether an IP address belongs to the public Internet: for connections whose target somebody else
// chose, which must not reach the inside of our network (server-side request forgery).
#pragma once

#include <optional>
#include <string_view>

namespace gs::http {

// The special range that a numeric address lies in ("loopback", "private", "link-local", ...), by
// the IANA special-purpose registries of IPv4 and IPv6. Addresses of IPv6 that carry one of IPv4
// (mapped, NAT64, 6to4) are judged by it. Nothing for a public one. Text that is no numeric address
// is "no address", so that it is never taken for public.
std::optional<std::string_view> special_range(std::string_view address);

}  // namespace gs::http
