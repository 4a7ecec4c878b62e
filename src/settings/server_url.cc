#include "settings/server_url.h"

#include "base/host_port.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace gs::settings {
namespace {

using Refusal = tl::unexpected<std::string>;

struct Authority {
  std::string host;
  std::optional<uint16_t> port;
};

// "host", "host:port", "[::1]", "[::1]:port". No port that cannot be connected to.
std::optional<Authority> parse_authority(std::string_view text) {
  const bool is_bracketed = text.starts_with('[');
  if (is_bracketed && text.ends_with(']')) {
    return Authority{std::string(text.substr(1, text.size() - 2)), std::nullopt};
  }
  if (!is_bracketed && text.find(':') == std::string_view::npos) {
    return Authority{std::string(text), std::nullopt};
  }
  const auto split = split_host_port(text);
  if (!split || split->port == 0) return std::nullopt;
  return Authority{std::string(split->host), split->port};
}

// What no part of an address here may hold.
std::optional<std::string> forbidden(std::string_view text) {
  if (text.find('@') != std::string_view::npos) {
    return "must not hold a user or password; keys have settings of their own";
  }
  if (text.find_first_of("?#") != std::string_view::npos) {
    return "must not have a query or fragment";
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7F' || c == '\\' || c == '%' || c == '"') {
      return "must not hold spaces, control characters, quotes, '\\' or '%'";
    }
  }
  return std::nullopt;
}

bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

tl::expected<ServerUrl, std::string> parse_server_url(std::string_view text) {
  if (auto wrong = forbidden(text)) return Refusal(*wrong);
  ServerUrl url;
  url.is_tls = skip(text, "https://");
  if (!url.is_tls && !skip(text, "http://")) {
    return Refusal("must be a URL that begins with http:// or https://");
  }
  const size_t path = std::min(text.find('/'), text.size());
  auto authority = parse_authority(text.substr(0, path));
  if (!authority || authority->host.empty()) {
    return Refusal("must name a host, and a port from 1 to 65535 where it has one");
  }
  url.host = std::move(authority->host);
  url.port = authority->port.value_or(url.is_tls ? 443 : 80);
  url.base_path = text.substr(path);
  while (url.base_path.ends_with('/')) url.base_path.pop_back();
  return url;
}

tl::expected<RedisUrl, std::string> parse_redis_url(std::string_view text) {
  if (auto wrong = forbidden(text)) return Refusal(*wrong);
  if (!skip(text, "redis://")) return Refusal("must be a URL that begins with redis://");
  const size_t slash = std::min(text.find('/'), text.size());
  auto authority = parse_authority(text.substr(0, slash));
  if (!authority || authority->host.empty()) {
    return Refusal("must name a host, and a port from 1 to 65535 where it has one");
  }
  RedisUrl url;
  url.host = std::move(authority->host);
  url.port = authority->port.value_or(url.port);
  text.remove_prefix(slash);
  if (text.empty() || text == "/") return url;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 1, end, url.database);
  if (error != std::errc() || stop != end) return Refusal("must end in the number of a database");
  return url;
}

std::string ServerUrl::text(std::string_view path) const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}{}{}", is_tls ? "https" : "http", is_v6 ? "[" : "", host,
                     is_v6 ? "]" : "", port, base_path, path);
}

}  // namespace gs::settings
