// Telephone numbers as the world writes them.
#pragma once

#include <string_view>

namespace gs::detect {

// Whether `digits`, without the plus sign, begin with a country code of ITU-T E.164 and go on with
// as many digits as numbers of that country have.
bool is_international_number(std::string_view digits);

// Whether digits and separators are put together as in a telephone number: no more than two
// separators in a row, brackets in pairs.
bool is_phone_shape(std::string_view text);

// Whether a text of digits and separators is a calendar date or a range of years:
// "2024-05-17", "17.05.2024", "1999-2004".
bool is_date(std::string_view text);

}  // namespace gs::detect
