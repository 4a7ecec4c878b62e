#include "res/api/content_headers.h"

#include <algorithm>
#include <charconv>

#include "http/header_field.h"

namespace gs::res {
namespace {

constexpr std::string_view kSha256 = "sha-256=:";
constexpr std::string_view kUnit = "bytes=";

std::string_view as_text(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

tl::unexpected<Error> bad_digest(std::string message) {
  return fail(ErrorCode::kInvalidInput, std::move(message), "Content-Digest");
}

// Takes the text up to the separator off `rest`, without the blanks around it.
std::string_view take_item(std::string_view& rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view item = http::trim_spaces(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return item;
}

std::optional<uint64_t> number_of(std::string_view text) {
  uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

Status check_content_digest(std::string_view header, const Sha256Digest& actual) {
  while (!header.empty()) {
    std::string_view item = take_item(header, ',');
    if (!item.starts_with(kSha256)) continue;  // an algorithm that is not ours
    item.remove_prefix(kSha256.size());
    if (!item.ends_with(':')) return bad_digest("must be sha-256=:<base64>:");
    item.remove_suffix(1);
    const auto digest = base64_decode(item);
    if (!digest || digest->size() != actual.size()) {
      return bad_digest("must be sha-256=:<base64>:");
    }
    if (*digest != as_text(actual)) {
      return bad_digest("is not that of the bytes received, which is " + digest_field(actual));
    }
  }
  return Ok{};
}

std::string digest_field(const Sha256Digest& digest) {
  return std::string(kSha256) + base64_encode(as_text(digest)) + ":";
}

std::string etag_of(const Sha256Digest& digest) {
  return '"' + to_hex(digest) + '"';
}

bool has_etag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    std::string_view item = take_item(list, ',');
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == etag || item == "*") return true;
  }
  return false;
}

std::optional<ByteRange> parse_range(std::string_view header, uint64_t size) {
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) {
    return std::nullopt;
  }
  header.remove_prefix(kUnit.size());
  const size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view first_text = http::trim_spaces(header.substr(0, dash));
  const std::string_view last_text = http::trim_spaces(header.substr(dash + 1));
  const std::optional<uint64_t> first = number_of(first_text);
  const std::optional<uint64_t> last = number_of(last_text);
  if (first_text.empty()) {
    if (!last) return std::nullopt;
    const uint64_t length = std::min(*last, size);
    return ByteRange{size - length, length, length > 0};
  }
  if (!first || (!last_text.empty() && (!last || *last < *first))) return std::nullopt;
  if (*first >= size) return ByteRange{0, 0, false};
  const uint64_t end = last ? std::min(*last, size - 1) : size - 1;
  return ByteRange{*first, end - *first + 1, true};
}

}  // namespace gs::res
