#include "base/host_port.h"

#include <charconv>

namespace gs {

std::optional<HostPort> split_host_port(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  HostPort result;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;

  result.host = text.substr(0, colon);
  result.brackets =
      result.host.size() >= 2 && result.host.front() == '[' && result.host.back() == ']';
  if (result.brackets) {
    result.host = result.host.substr(1, result.host.size() - 2);
  } else if (result.host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  return result;
}

}  // namespace gs
