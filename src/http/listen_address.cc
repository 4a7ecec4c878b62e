#include "http/listen_address.h"

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace gs::http {

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const std::string where(text);
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, "a listen address is 'host:port'", where);
  }
  ListenAddress result;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), result.port);
  if (error != std::errc() || end != port.data() + port.size()) {
    return fail(ErrorCode::kInvalidInput, "the port is not a number from 0 to 65535", where);
  }
  std::string_view host = text.substr(0, colon);
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  if (host.empty()) host = "0.0.0.0";
  if (host == "localhost") host = "127.0.0.1";

  boost::system::error_code code;
  const auto address = boost::asio::ip::make_address(std::string(host), code);
  if (code || address.is_v6() != brackets) {
    return fail(ErrorCode::kInvalidInput,
                "the host is not an IPv4 address, an IPv6 address in brackets, or 'localhost'",
                where);
  }
  result.host = host;
  result.loopback = address.is_loopback();
  return result;
}

}  // namespace gs::http
