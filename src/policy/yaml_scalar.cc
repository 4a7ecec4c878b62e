#include "policy/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "policy/tree.h"

namespace gs::policy {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool all_digits(std::string_view text, int base) {
  const auto is_digit = [base](char c) {
    if (base == 8) return c >= '0' && c <= '7';
    if (c >= '0' && c <= '9') return true;
    return base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  return text;
}

Scalar integer(std::string_view digits, int base, bool negative) {
  int64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (error != std::errc() || number > kLargestInteger) {
    return {nullptr, "the integer is beyond 2^53; write it in quotes"};
  }
  return {negative ? -number : number, {}};
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) {
  text = without_sign(text);
  const size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    if (!all_digits(without_sign(text.substr(exponent + 1)), 10)) return false;
    text = text.substr(0, exponent);
  }
  const size_t point = text.find('.');
  if (point == std::string_view::npos) return all_digits(text, 10);
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(point + 1);
  if (whole.empty()) return all_digits(fraction, 10);
  return all_digits(whole, 10) && (fraction.empty() || all_digits(fraction, 10));
}

Scalar floating(std::string_view text) {
  if (text.front() == '+') text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return {nullptr, "the number is out of range"};
  return {number, {}};
}

}  // namespace

Scalar resolve_plain_scalar(std::string_view text) {
  if (text.empty() || is_one_of(text, {"null", "Null", "NULL", "~"})) return {nullptr, {}};
  if (is_one_of(text, {"true", "True", "TRUE"})) return {true, {}};
  if (is_one_of(text, {"false", "False", "FALSE"})) return {false, {}};
  const std::string_view unsigned_text = without_sign(text);
  if (all_digits(unsigned_text, 10)) return integer(unsigned_text, 10, text.front() == '-');
  if (text.starts_with("0x") && all_digits(text.substr(2), 16)) {
    return integer(text.substr(2), 16, false);
  }
  if (text.starts_with("0o") && all_digits(text.substr(2), 8)) {
    return integer(text.substr(2), 8, false);
  }
  if (is_float(text)) return floating(text);
  if (is_one_of(unsigned_text, {".inf", ".Inf", ".INF"}) ||
      is_one_of(text, {".nan", ".NaN", ".NAN"})) {
    return {nullptr, "infinities and NaN are not allowed"};
  }
  return {boost::json::value(boost::json::string(text)), {}};
}

}  // namespace gs::policy
