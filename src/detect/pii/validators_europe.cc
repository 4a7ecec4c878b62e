#include <algorithm>
#include <array>

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

// Sum of the digits of `number`, which has at most two.
int cross_sum(int number) {
  return number / 10 + number % 10;
}

// A letter as the two digits of its place in the alphabet, A = 01.
std::string with_letter_as_digits(std::string_view text, size_t at) {
  const int place = text[at] - 'A' + 1;
  std::string digits(text.substr(0, at));
  digits += static_cast<char>('0' + place / 10);
  digits += static_cast<char>('0' + place % 10);
  return digits += text.substr(at + 1);
}

// ISO/IEC 7064 MOD 11,10: the last digit checks the others.
bool mod11_10(std::string_view digits) {
  int product = 10;
  for (char c : digits.substr(0, digits.size() - 1)) {
    int sum = (c - '0' + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  return (11 - product) % 10 == digits.back() - '0';
}

}  // namespace

// NHS Data Dictionary: weights 10 to 2, modulus 11.
Check uk_nhs(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 10 || all_same(digits)) return Check::kInvalid;
  const int check = (11 - weighted_sum(digits, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 11;
  return valid_if(check == digit(digits, 9));
}

// Driver and Vehicle Licensing Agency: year digit, month (women's plus 50), day, year digit.
Check uk_driving_licence(const Candidate& candidate) {
  const std::string month = std::to_string(to_number(candidate.match.substr(6, 2)) % 50);
  const bool is_dated = is_month_and_day(month, candidate.match.substr(8, 2));
  return is_dated ? Check::kNoOpinion : Check::kInvalid;
}

// HM Revenue & Customs NIM39110: prefixes that are not used.
Check uk_nino(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  for (std::string_view unused : {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}) {
    if (text.starts_with(unused)) return Check::kInvalid;
  }
  return Check::kNoOpinion;
}

// Ministerio del Interior: the letter is the number modulo 23.
Check es_nif(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  const long long number = to_number(std::string_view(text).substr(0, text.size() - 1));
  return valid_if("TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == text.back());
}

Check es_nie(const Candidate& candidate) {
  std::string text = letters_and_digits_of(candidate.match);
  text[0] = static_cast<char>('0' + (text[0] - 'X'));
  return es_nif({text, {}});
}

// Decreto ministeriale 23 dicembre 1976: odd and even places have different values.
Check it_fiscal_code(const Candidate& candidate) {
  static constexpr std::array<int, 26> kOdd = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                               20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  const std::string text = letters_and_digits_of(candidate.match);
  int sum = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const char c = text[i];
    const int value = c <= '9' ? c - '0' : c - 'A';
    sum += i % 2 == 0 ? kOdd[static_cast<size_t>(value)] : value;
  }
  return valid_if(sum % 26 == text.back() - 'A');
}

Check it_vat(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  return valid_if(digits.size() == 11 && !all_same(digits) && luhn(digits));
}

// Ministerstwo Cyfryzacji: weights 1, 3, 7, 9; the century is added to the month.
Check pl_pesel(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 11 || all_same(digits)) return Check::kInvalid;
  const std::string month = std::to_string(to_number(digits.substr(2, 2)) % 20);
  if (!is_month_and_day(month, digits.substr(4, 2))) return Check::kInvalid;
  return valid_if(weighted_sum(digits, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0);
}

// Digital and Population Data Services Agency: the date and serial modulo 31.
Check fi_personal_code(const Candidate& candidate) {
  const std::string_view text = candidate.match;
  if (!is_month_and_day(text.substr(2, 2), text.substr(0, 2))) return Check::kInvalid;
  const long long number =
      to_number(std::string(text.substr(0, 6)) + std::string(text.substr(7, 3)));
  const char check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31];
  return valid_if(check == letters_and_digits_of(text.substr(10))[0]);
}

// Skatteverket: Luhn over ten digits; a co-ordination number has 60 added to its day.
Check se_personal_number(const Candidate& candidate) {
  std::string digits = digits_of(candidate.match);
  if (digits.size() == 12) digits.erase(0, 2);
  if (digits.size() != 10 || all_same(digits)) return Check::kInvalid;
  const long long day = to_number(digits.substr(4, 2));
  const std::string day_of_month = std::to_string(day > 60 ? day - 60 : day);
  return valid_if(is_month_and_day(digits.substr(2, 2), day_of_month) && luhn(digits));
}

// Bolagsverket: the third digit is at least 2, so that it is no birth date.
Check se_organisation_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  return valid_if(digits.size() == 10 && digits[2] >= '2' && luhn(digits) && !all_same(digits));
}

// GKV-Spitzenverband: letter as two digits, weights 1 and 2, sums of digits.
Check de_health_insurance(const Candidate& candidate) {
  const std::string digits = with_letter_as_digits(letters_and_digits_of(candidate.match), 0);
  int sum = 0;
  for (size_t i = 0; i < 10; ++i) sum += cross_sum(digit(digits, i) * (i % 2 == 0 ? 1 : 2));
  return valid_if(sum % 10 == digit(digits, 10));
}

// Kassenärztliche Bundesvereinigung: weights 4 and 9 over six digits, the seventh checks.
Check de_doctor_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || all_same(digits)) return Check::kInvalid;
  return valid_if((10 - weighted_sum(digits, {4, 9, 4, 9, 4, 9}) % 10) % 10 == digit(digits, 6));
}

// Serial numbers mix letters and digits; a word in capitals or a number is none.
Check de_document(const Candidate& candidate) {
  const auto digits = digits_of(candidate.match).size();
  return digits >= 4 && digits < candidate.match.size() ? Check::kNoOpinion : Check::kInvalid;
}

// Passports begin with fewer letters than identity cards.
Check de_passport(const Candidate& candidate) {
  const bool begins = std::string_view("CFGHJK").find(candidate.match[0]) != std::string_view::npos;
  return begins ? de_document(candidate) : Check::kInvalid;
}

// Bundeszentralamt für Steuern: no leading zero, one digit two or three times, MOD 11,10.
Check de_tax_id(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 11 || digits[0] == '0') return Check::kInvalid;
  std::array<int, 10> counts{};
  for (size_t i = 0; i < 10; ++i) ++counts[static_cast<size_t>(digit(digits, i))];
  const auto repeated = std::count_if(counts.begin(), counts.end(), [](int n) { return n > 1; });
  const int most = *std::max_element(counts.begin(), counts.end());
  return valid_if(repeated == 1 && most <= 3 && mod11_10(digits));
}

// Deutsche Rentenversicherung: weights 2 1 2 5 7 1 2 1 2 1 2 1, sums of digits.
Check de_social_security(const Candidate& candidate) {
  static constexpr std::array<int, 12> kWeights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
  const std::string text = letters_and_digits_of(candidate.match);
  if (text.size() != 12 || text[8] < 'A') return Check::kInvalid;
  if (!is_month_and_day(text.substr(4, 2), text.substr(2, 2))) return Check::kInvalid;
  const std::string digits = with_letter_as_digits(text, 8);
  int sum = 0;
  for (size_t i = 0; i < 12; ++i) sum += cross_sum(digit(digits, i) * kWeights[i]);
  return valid_if(sum % 10 == digit(digits, 12));
}

Check de_vat(const Candidate& candidate) {
  return valid_if(mod11_10(digits_of(candidate.match)));
}

// INSEE: 97 minus the number modulo 97; Corsica's 2A and 2B count as 19 and 18.
Check fr_nir(const Candidate& candidate) {
  std::string text = letters_and_digits_of(candidate.match);
  if (text.size() != 15) return Check::kInvalid;
  if (text.substr(5, 2) == "2A") text.replace(5, 2, "19");
  if (text.substr(5, 2) == "2B") text.replace(5, 2, "18");
  if (digits_of(text).size() != 15) return Check::kInvalid;
  return valid_if(97 - to_number(text.substr(0, 13)) % 97 == to_number(text.substr(13)));
}

// Rijksdienst voor Identiteitsgegevens: the "11-proef".
Check nl_bsn(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 9 || all_same(digits)) return Check::kInvalid;
  return valid_if(weighted_sum(digits, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0);
}

// Rijksregister: 97 minus the first nine digits modulo 97, with a 2 before them from 2000 on.
Check be_national_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 11) return Check::kInvalid;
  const long long check = to_number(digits.substr(9));
  const long long number = to_number(digits.substr(0, 9));
  return valid_if(97 - number % 97 == check || 97 - (2'000'000'000 + number) % 97 == check);
}

// Zentrale Ausgleichsstelle: an EAN-13.
Check ch_ahv(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 13) return Check::kInvalid;
  return valid_if(weighted_sum(digits, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}) % 10 == 0);
}

// Skatteetaten: two check digits, modulus 11.
Check no_birth_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 11) return Check::kInvalid;
  const long long day = to_number(digits.substr(0, 2));
  const std::string day_of_month = std::to_string(day > 40 ? day - 40 : day);
  if (!is_month_and_day(digits.substr(2, 2), day_of_month)) return Check::kInvalid;
  const int first = weighted_sum(digits, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1});
  const int second = weighted_sum(digits, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1});
  return valid_if(first % 11 == 0 && second % 11 == 0);
}

// Numbers issued since 2007 have no check digit: the date is all there is.
Check dk_cpr(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  const bool is_dated = is_month_and_day(digits.substr(2, 2), digits.substr(0, 2));
  return is_dated ? Check::kNoOpinion : Check::kInvalid;
}

// Ministerstvo vnitra: divisible by 11; women have 50 added to the month.
Check cz_birth_number(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  const std::string month = std::to_string(to_number(digits.substr(2, 2)) % 50);
  if (!is_month_and_day(month, digits.substr(4, 2))) return Check::kInvalid;
  if (digits.size() == 9) return Check::kNoOpinion;
  return valid_if(to_number(digits) % 11 == 0);
}

Check ro_cnp(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (digits.size() != 13 || digits[0] == '0') return Check::kInvalid;
  if (!is_month_and_day(digits.substr(3, 2), digits.substr(5, 2))) return Check::kInvalid;
  const int check = weighted_sum(digits, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}) % 11;
  return valid_if((check == 10 ? 1 : check) == digit(digits, 12));
}

// Department of Social Protection: weights 8 to 2, the second letter 9, modulo 23.
Check ie_ppsn(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  int sum = weighted_sum(text.substr(0, 7), {8, 7, 6, 5, 4, 3, 2});
  if (text.size() == 9 && text[8] != 'W') sum += (text[8] - 'A' + 1) * 9;
  return valid_if("WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == text[7]);
}

}  // namespace gs::detect::validators
