// The arithmetic that identity numbers are protected by, on texts of digits with separators
// between them: everything but digits (and letters, where a scheme has them) is skipped.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace gs::detect {

std::string digits_of(std::string_view text);              // "12-3" -> "123"
std::string letters_and_digits_of(std::string_view text);  // upper case

bool all_same(std::string_view digits);

// Hans Peter Luhn, US patent 2,950,048: the last digit checks the others. Two digits at least.
bool luhn(std::string_view digits);

// ISO/IEC 7064 MOD 97-10 over letters (A = 10) and digits, as IBANs use it: the remainder.
int mod97(std::string_view text);

// Jacobus Verhoeff, 1969: the dihedral group of order 10. The last digit checks the others.
bool verhoeff(std::string_view digits);

// Sum of digit times weight over as many digits as there are weights.
int weighted_sum(std::string_view digits, std::initializer_list<int> weights);

// A year of two or four digits is not looked at: only whether month and day exist.
bool is_month_and_day(std::string_view month, std::string_view day);

// The number that `digits`, at most 18 of them, stand for.
long long to_number(std::string_view digits);

}  // namespace gs::detect
