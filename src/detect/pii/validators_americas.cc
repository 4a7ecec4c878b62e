#include "detect/pii/check_digits.h"
#include "detect/pii/validators.h"

namespace gs::detect::validators {
namespace {

Check valid_if(bool valid) {
  return valid ? Check::kValid : Check::kInvalid;
}

bool is_between(std::string_view digits, long long low, long long high) {
  const long long number = to_number(digits);
  return number >= low && number <= high;
}

}  // namespace

// Social Security Administration: no area 000, 666 or 900 to 999, no group 00, no serial 0000;
// numbers from advertisements never count.
Check us_ssn(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || all_same(digits)) return Check::kInvalid;
  const std::string area = digits.substr(0, 3);
  if (area == "000" || area == "666" || area[0] == '9') return Check::kInvalid;
  if (digits.substr(3, 2) == "00" || digits.substr(5) == "0000") return Check::kInvalid;
  const bool from_textbook = digits == "123456789" || digits == "078051120" ||
                             digits == "219099999" || digits == "987654321";
  return from_textbook ? Check::kInvalid : Check::kNoOpinion;
}

// Internal Revenue Service: 9xx-gg-xxxx with gg in 50-65, 70-88, 90-92, 94-99.
Check us_itin(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || digits[0] != '9') return Check::kInvalid;
  const std::string group = digits.substr(3, 2);
  const bool issued = is_between(group, 50, 65) || is_between(group, 70, 88) ||
                      is_between(group, 90, 92) || is_between(group, 94, 99);
  return issued ? Check::kNoOpinion : Check::kInvalid;
}

// 45 CFR 162.406: Luhn over the number behind the prefix 80840.
Check us_npi(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  return valid_if(digits.size() == 10 && !all_same(digits) && luhn("80840" + digits));
}

// Drug Enforcement Administration: two letters and seven digits, the last of which checks.
Check us_dea(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match.substr(2));
  if (digits.size() != 7 || all_same(digits)) return Check::kInvalid;
  return valid_if(weighted_sum(digits, {1, 2, 1, 2, 1, 2}) % 10 == digits[6] - '0');
}

// American Bankers Association: weights 3, 7, 1; Federal Reserve prefixes.
Check aba_routing(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || all_same(digits)) return Check::kInvalid;
  const std::string district = digits.substr(0, 2);
  const bool exists = is_between(district, 0, 12) || is_between(district, 21, 32) ||
                      is_between(district, 61, 72) || district == "80";
  return valid_if(exists && weighted_sum(digits, {3, 7, 1, 3, 7, 1, 3, 7, 1}) % 10 == 0);
}

// Luhn; numbers beginning with 0 or 8 are not issued.
Check ca_sin(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || digits[0] == '0' || digits[0] == '8') return Check::kInvalid;
  return valid_if(luhn(digits) && !all_same(digits));
}

Check br_cpf(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 11 || all_same(digits)) return Check::kInvalid;
  const int first = weighted_sum(digits, {10, 9, 8, 7, 6, 5, 4, 3, 2}) * 10 % 11 % 10;
  const int second = weighted_sum(digits, {11, 10, 9, 8, 7, 6, 5, 4, 3, 2}) * 10 % 11 % 10;
  return valid_if(first == digits[9] - '0' && second == digits[10] - '0');
}

Check br_cnpj(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 14 || all_same(digits)) return Check::kInvalid;
  const auto check = [](int sum) { return sum % 11 < 2 ? 0 : 11 - sum % 11; };
  const int first = check(weighted_sum(digits, {5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}));
  const int second = check(weighted_sum(digits, {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}));
  return valid_if(first == digits[12] - '0' && second == digits[13] - '0');
}

}  // namespace gs::detect::validators
