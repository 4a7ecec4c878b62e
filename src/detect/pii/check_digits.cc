#include "detect/pii/check_digits.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gs::detect {

std::string digits_of(std::string_view text) {
  std::string digits;
  digits.reserve(text.size());
  for (char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

std::string letters_and_digits_of(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) kept += c;
  }
  return kept;
}

bool all_same(std::string_view digits) {
  return digits.empty() || digits.find_first_not_of(digits.front()) == std::string_view::npos;
}

bool luhn(std::string_view digits) {
  if (digits.size() < 2) return false;
  int sum = 0;
  bool doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    int value = *digit - '0';
    if (doubled) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

int mod97(std::string_view text) {
  int remainder = 0;
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      remainder = (remainder * 10 + (c - '0')) % 97;
    } else {
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    }
  }
  return remainder;
}

bool verhoeff(std::string_view digits) {
  static constexpr uint8_t kProduct[10][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
      {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
      {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
      {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
      {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
  static constexpr uint8_t kPermutation[8][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
      {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
      {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
      {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
  size_t check = 0;
  size_t position = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, ++position) {
    check = kProduct[check][kPermutation[position % 8][static_cast<size_t>(*digit - '0')]];
  }
  return !digits.empty() && check == 0;
}

int weighted_sum(std::string_view digits, std::initializer_list<int> weights) {
  int sum = 0;
  auto weight = weights.begin();
  for (size_t i = 0; i < digits.size() && weight != weights.end(); ++i, ++weight) {
    sum += (digits[i] - '0') * *weight;
  }
  return sum;
}

bool is_month_and_day(std::string_view month, std::string_view day) {
  static constexpr std::array<int, 13> kDays = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto m = static_cast<size_t>(to_number(month));
  const auto d = to_number(day);
  return m >= 1 && m <= 12 && d >= 1 && d <= kDays[m];
}

long long to_number(std::string_view digits) {
  long long number = 0;
  for (char c : digits.substr(0, 18)) number = number * 10 + (c - '0');
  return number;
}

}  // namespace gs::detect
