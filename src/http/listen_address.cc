#include "http/listen_address.h"

#include "base/host_port.h"

#include <boost/asio/ip/address.hpp>

#include <optional>

namespace gs::http {

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const std::string where(text);
  const std::optional<HostPort> address_text = split_host_port(text);
  if (!address_text) {
    return fail(ErrorCode::kInvalidInput,
                "a listen address is 'host:port', with a port from 0 to 65535 and an IPv6 address "
                "in brackets",
                where);
  }
  ListenAddress result;
  result.port = address_text->port;
  std::string_view host = address_text->host;
  if (host.empty()) host = "0.0.0.0";
  if (host == "localhost") host = "127.0.0.1";

  boost::system::error_code code;
  const auto address = boost::asio::ip::make_address(std::string(host), code);
  if (code || address.is_v6() != address_text->brackets) {
    return fail(ErrorCode::kInvalidInput,
                "the host is not an IPv4 address, an IPv6 address in brackets, or 'localhost'",
                where);
  }
  result.host = host;
  result.loopback = address.is_loopback();
  return result;
}

}  // namespace gs::http
