// The address of a server that this program calls, as it stands in a setting.
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace gs::settings {

struct ServerUrl {
  bool is_tls = false;    // https
  std::string host;       // a name or an address, without the brackets of IPv6
  uint16_t port = 0;      // that of the scheme where the text has none
  std::string base_path;  // "" or "/base", without a final slash
  // As a URL again, with `path` ("" or "/path") behind the base.
  std::string text(std::string_view path) const;
  friend bool operator==(const ServerUrl&, const ServerUrl&) = default;
};

// "https://models.example:8443/base". The error says what is wrong in terms of the setting ("must
// be ...") and never repeats the text, which may hold a password. Refused: other schemes, user
// information, a query or fragment, control characters, spaces, '\' and '%'.
tl::expected<ServerUrl, std::string> parse_server_url(std::string_view text);

struct RedisUrl {
  std::string host;
  uint16_t port = 6379;
  uint32_t database = 0;
};

// "redis://10.0.0.5:6379/0", port and database optional. Errors as above.
tl::expected<RedisUrl, std::string> parse_redis_url(std::string_view text);

}  // namespace gs::settings
