#include <algorithm>

#include "detect/pii/check_digits.h"
#include "detect/pii/validators.h"

namespace gs::detect::validators {
namespace {

Check valid_if(bool valid) {
  return valid ? Check::kValid : Check::kInvalid;
}

int digit(std::string_view digits, size_t at) {
  return digits[at] - '0';
}

}  // namespace

// UIDAI: twelve digits, not beginning with 0 or 1, Verhoeff.
Check in_aadhaar(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  return valid_if(digits.size() == 12 && digits[0] >= '2' && verhoeff(digits));
}

// Central Motor Vehicles Rules: codes of the states and union territories.
Check in_vehicle(const Candidate& candidate) {
  constexpr std::string_view kStates =
      "AN AP AR AS BH BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB "
      "PY "
      "RJ SK TN TR TS UK UP WB";
  const std::string text = letters_and_digits_of(candidate.match);
  const bool is_state = kStates.find(text.substr(0, 2)) != std::string_view::npos;
  return is_state ? Check::kNoOpinion : Check::kInvalid;
}

// The letter is a weighted sum modulo 11. Numbers in forms and manuals often have a wrong one, and
// the shape is telling enough: a right letter only adds to it.
Check sg_nric(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  int sum = weighted_sum(text.substr(1, 7), {2, 7, 6, 5, 4, 3, 2});
  if (text[0] == 'T' || text[0] == 'G') sum += 4;
  if (text[0] == 'M') sum += 3;
  const auto remainder = static_cast<size_t>(sum % 11);
  char expected = "XWUTRQPNMLK"[remainder];
  if (text[0] == 'S' || text[0] == 'T') expected = "JZIHGFEDCBA"[remainder];
  if (text[0] == 'M') expected = "KLJNPQRTUWX"[10 - remainder];
  return expected == text[8] ? Check::kValid : Check::kNoOpinion;
}

// Accounting and Corporate Regulatory Authority, businesses: weights 10 4 9 3 8 2 7 1.
Check sg_uen(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  const int sum = weighted_sum(text.substr(0, 8), {10, 4, 9, 3, 8, 2, 7, 1});
  return valid_if("XMKECAWLJDB"[sum % 11] == text[8]);
}

// Australian Business Register: one less than the first digit, weights, modulus 89.
Check au_abn(const Candidate& candidate) {
  std::string digits = digits_of(candidate.match);
  if (digits.size() != 11 || digits[0] == '0') return Check::kInvalid;
  --digits[0];
  return valid_if(weighted_sum(digits, {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19}) % 89 == 0);
}

// Australian Securities and Investments Commission: weights 8 to 1, modulus 10.
Check au_acn(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || all_same(digits)) return Check::kInvalid;
  const int check = (10 - weighted_sum(digits, {8, 7, 6, 5, 4, 3, 2, 1}) % 10) % 10;
  return valid_if(check == digit(digits, 8));
}

Check au_tfn(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || all_same(digits)) return Check::kInvalid;
  return valid_if(weighted_sum(digits, {1, 4, 3, 7, 5, 8, 6, 9, 10}) % 11 == 0);
}

Check au_medicare(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() < 10) return Check::kInvalid;
  return valid_if(weighted_sum(digits, {1, 3, 7, 9, 1, 3, 7, 9}) % 10 == digit(digits, 8));
}

// Ministry of the Interior and Safety: a birth date and a century digit. Numbers issued since
// October 2020 have no check digit any more.
Check kr_resident_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  const bool is_dated = is_month_and_day(digits.substr(2, 2), digits.substr(4, 2));
  return is_dated ? Check::kNoOpinion : Check::kInvalid;
}

// As above, with the check digit of the older numbers.
Check kr_resident_number_checked(const Candidate& candidate) {
  if (kr_resident_number(candidate) == Check::kInvalid) return Check::kInvalid;
  const std::string digits = digits_of(candidate.match);
  const int sum = weighted_sum(digits, {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5});
  const bool is_foreigner = digits[6] >= '5';
  const int check = ((is_foreigner ? 13 : 11) - sum % 11) % 10;
  return check == digit(digits, 12) ? Check::kValid : Check::kNoOpinion;
}

// National Tax Service: weights 1 3 7 1 3 7 1 3 5 and the tens of the ninth product.
Check kr_business_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  const int sum = weighted_sum(digits, {1, 3, 7, 1, 3, 7, 1, 3, 5}) + digit(digits, 8) * 5 / 10;
  return valid_if((10 - sum % 10) % 10 == digit(digits, 9));
}

// Department of Provincial Administration: weights 13 to 2, modulus 11.
Check th_national_id(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 13 || digits[0] == '0' || digits[0] == '9') return Check::kInvalid;
  const long long province = to_number(digits.substr(1, 2));
  if (province < 10 || province > 96) return Check::kInvalid;
  const int sum = weighted_sum(digits, {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2});
  return valid_if((11 - sum % 11) % 10 == digit(digits, 12) && !all_same(digits));
}

// Nüfus ve Vatandaşlık İşleri: two check digits.
Check tr_national_id(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 11 || digits[0] == '0') return Check::kInvalid;
  const int odd = weighted_sum(digits, {1, 0, 1, 0, 1, 0, 1, 0, 1});
  const int even = weighted_sum(digits, {0, 1, 0, 1, 0, 1, 0, 1, 0});
  const int tenth = ((odd * 7 - even) % 10 + 10) % 10;
  const int eleventh = (odd + even + digit(digits, 9)) % 10;
  return valid_if(tenth == digit(digits, 9) && eleventh == digit(digits, 10));
}

// GB 11643-1999: ISO/IEC 7064 MOD 11-2, X for ten.
Check cn_resident_id(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  if (!is_month_and_day(text.substr(10, 2), text.substr(12, 2))) return Check::kInvalid;
  const int sum = weighted_sum(text, {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2});
  return valid_if("10X98765432"[sum % 11] == text[17]);
}

// Department of Home Affairs: birth date, citizenship 0 to 2, Luhn.
Check za_id(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 13 || digits[10] > '2') return Check::kInvalid;
  return valid_if(is_month_and_day(digits.substr(2, 2), digits.substr(4, 2)) && luhn(digits));
}

}  // namespace gs::detect::validators
