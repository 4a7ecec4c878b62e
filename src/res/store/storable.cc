#include "res/store/storable.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/utf8.h"

namespace gs::res::store {
namespace {

constexpr size_t kMostBytes = 1'000'000'000;

size_t size_of(const Value& value) {
  if (const auto* blob = std::get_if<Blob>(&value.variant())) return blob->bytes.size();
  return value.text().size();
}

const char* problem(const Value& value) {
  if (const auto* number = std::get_if<double>(&value.variant())) {
    return std::isnan(*number) ? "the value is not a number" : nullptr;
  }
  const auto* text = std::get_if<std::string>(&value.variant());
  if (text == nullptr) return nullptr;
  if (std::memchr(text->data(), '\0', text->size()) != nullptr) {
    return "text must not contain the character U+0000";
  }
  return is_valid_utf8(*text) ? nullptr : "text is not valid UTF-8";
}

}  // namespace

Status check_storable(Parameters parameters) {
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (size_of(parameters[i]) > kMostBytes) {
      return fail(ErrorCode::kTooLarge, "a value has at most 1 GB",
                  fmt::format("parameter ${}", i + 1));
    }
    if (const char* words = problem(parameters[i])) {
      return fail(ErrorCode::kInvalidInput, words, fmt::format("parameter ${}", i + 1));
    }
  }
  return Ok{};
}

Status check_count(std::string_view sql, size_t given) {
  size_t largest = 0;
  for (size_t at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    size_t number = 0;
    std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
    largest = std::max(largest, number);
  }
  if (largest == given) return Ok{};
  return fail(ErrorCode::kInternal, fmt::format("{} parameters given, {} expected", given, largest),
              std::string(sql));
}

}  // namespace gs::res::store
