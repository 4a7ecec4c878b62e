#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/digest.h"
#include "detect/pii/check_digits.h"
#include "detect/pii/phone_numbers.h"
#include "detect/pii/validators.h"

namespace gs::detect::validators {
namespace {

Check valid_if(bool valid) {
  return valid ? Check::kValid : Check::kInvalid;
}

// An issuer's numbers: a range of prefixes, and the lengths they come in.
struct CardRange {
  int first;
  int last;  // inclusive, as many digits as `first`
  size_t shortest;
  size_t longest;
};

// ISO/IEC 7812 issuer identification numbers in use.
constexpr CardRange kCards[] = {
    {4, 4, 13, 19},       {51, 55, 16, 16},   {2221, 2720, 16, 16}, {34, 34, 15, 15},
    {37, 37, 15, 15},     {300, 305, 14, 14}, {36, 36, 14, 14},     {38, 39, 14, 14},
    {6011, 6011, 16, 19}, {644, 659, 16, 19}, {3528, 3589, 16, 19}, {2131, 2131, 15, 15},
    {1800, 1800, 15, 15}, {62, 62, 16, 19},   {50, 50, 12, 19},     {56, 69, 12, 19},
};

bool has_issuer(const std::string& digits) {
  return std::any_of(std::begin(kCards), std::end(kCards), [&](const CardRange& card) {
    const size_t prefix_digits = std::to_string(card.first).size();
    const auto prefix = to_number(std::string_view(digits).substr(0, prefix_digits));
    return prefix >= card.first && prefix <= card.last && digits.size() >= card.shortest &&
           digits.size() <= card.longest;
  });
}

struct IbanLength {
  const char* country;
  size_t length;
};

// The SWIFT IBAN registry, release 97.
constexpr IbanLength kIbanLengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27},
    {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27},
    {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28},
    {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
    {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30},
};

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

// 25 bytes of a version, a hash and its checksum; false when it is not that long.
bool decode_base58(std::string_view text, std::array<uint8_t, 25>& bytes) {
  bytes.fill(0);
  for (char c : text) {
    const size_t value = kBase58.find(c);
    if (value == std::string_view::npos) return false;
    size_t carry = value;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
      carry += 58u * *byte;
      *byte = static_cast<uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  return true;
}

// A telephone number without the extension or the word behind it.
std::string_view dialled(std::string_view match) {
  const size_t end = match.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  match = match.substr(0, end);
  return match.substr(0, match.find_last_of("0123456789") + 1);
}

bool is_national_number(std::string_view number, size_t fewest_digits) {
  const std::string digits = digits_of(number);
  if (digits.size() < fewest_digits || digits.size() > 13 || all_same(digits)) return false;
  const size_t separators = number.size() - digits.size();
  const bool is_decimal = separators == 1 && number.find('.') != std::string_view::npos;
  return is_phone_shape(number) && !is_date(number) && !is_decimal;
}

// Whether a URL's user name and colon end the text: what follows is a password, "://user:...@host".
bool is_behind_user_of_url(std::string_view before) {
  if (!before.ends_with(':')) return false;
  const size_t scheme = before.rfind("://");
  return scheme != std::string_view::npos &&
         before.find_first_of(" \t\n/@\"'", scheme + 3) == std::string_view::npos;
}

uint32_t bech32_step(uint32_t check, uint32_t value) {
  constexpr uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  const uint32_t top = check >> 25;
  check = ((check & 0x1ffffff) << 5) ^ value;
  for (uint32_t bit = 0; bit < 5; ++bit) {
    if (((top >> bit) & 1) != 0) check ^= kGenerator[bit];
  }
  return check;
}

}  // namespace

// RFC 5321: at most 64 octets before the @, 255 behind it, labels of at most 63.
Check email(const Candidate& candidate) {
  if (is_behind_user_of_url(candidate.before)) return Check::kInvalid;
  const size_t at = candidate.match.find('@');
  const std::string_view local = candidate.match.substr(0, at);
  std::string_view domain = candidate.match.substr(at + 1);
  if (local.size() > 64 || domain.size() > 255) return Check::kInvalid;
  if (local.front() == '.' || local.back() == '.') return Check::kInvalid;
  if (local.find("..") != std::string_view::npos) return Check::kInvalid;
  if (domain.size() - domain.rfind('.') < 3) return Check::kInvalid;
  while (!domain.empty()) {
    const std::string_view label = domain.substr(0, domain.find('.'));
    if (label.empty() || label.size() > 63) return Check::kInvalid;
    if (label.front() == '-' || label.back() == '-') return Check::kInvalid;
    domain.remove_prefix(std::min(domain.size(), label.size() + 1));
  }
  return Check::kValid;
}

// Not a part of a longer dotted number, not the number of a version or a section, and not this
// machine itself, which tells nothing about anybody.
Check ip_v4(const Candidate& candidate) {
  std::string_view before = candidate.before;
  if (before.ends_with('.')) return Check::kInvalid;
  before = before.substr(0, before.find_last_not_of(" .") + 1);
  for (std::string_view word : {"section", "Section", "sec", "version", "Version", "\u00A7", "v"}) {
    if (!before.ends_with(word)) continue;
    const size_t begin = before.size() - word.size();
    if (begin == 0 || before[begin - 1] == ' ' || before[begin - 1] == '(') return Check::kInvalid;
  }
  const bool is_own = candidate.match.starts_with("127.") || candidate.match == "0.0.0.0";
  return is_own ? Check::kInvalid : Check::kNoOpinion;
}

Check ip_v6(const Candidate& candidate) {
  if (!candidate.before.empty() && candidate.before.back() == ':') return Check::kInvalid;
  const std::string text(candidate.match.substr(0, candidate.match.find('/')));
  in6_addr address{};
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return Check::kInvalid;
  // "a::b" is C++ far more often than an address.
  const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
  return valid_if(has_digit && text.size() >= 3);
}

Check credit_card(const Candidate& candidate) {
  const std::string digits = digits_of(candidate.match);
  if (!luhn(digits) || all_same(digits)) return Check::kInvalid;
  return has_issuer(digits) ? Check::kValid : Check::kNoOpinion;
}

Check iban(const Candidate& candidate) {
  const std::string text = letters_and_digits_of(candidate.match);
  const std::string country = text.substr(0, 2);
  const auto* known = std::find_if(std::begin(kIbanLengths), std::end(kIbanLengths),
                                   [&](const IbanLength& row) { return country == row.country; });
  if (known == std::end(kIbanLengths) || known->length != text.size()) return Check::kInvalid;
  return valid_if(mod97(text.substr(4) + text.substr(0, 4)) == 1);
}

Check bitcoin_address(const Candidate& candidate) {
  std::array<uint8_t, 25> bytes;
  if (!decode_base58(candidate.match, bytes)) return Check::kInvalid;
  const auto view = [](const auto& data, size_t size) {
    return std::string_view(reinterpret_cast<const char*>(data.data()), size);
  };
  const Sha256Digest once = sha256(view(bytes, 21));
  const Sha256Digest twice = sha256(view(once, once.size()));
  return valid_if(std::equal(twice.begin(), twice.begin() + 4, bytes.begin() + 21));
}

Check bech32_address(const Candidate& candidate) {
  uint32_t check = 1;
  const std::string_view prefix = candidate.match.substr(0, 2);
  for (char c : prefix) check = bech32_step(check, static_cast<uint32_t>(c | 0x20) >> 5);
  check = bech32_step(check, 0);
  for (char c : prefix) check = bech32_step(check, static_cast<uint32_t>(c | 0x20) & 31);
  for (char c : candidate.match.substr(3)) {
    const auto lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    check = bech32_step(check, static_cast<uint32_t>(kBech32.find(lower)));
  }
  return valid_if(check == 1 || check == 0x2bc830a3);
}

Check international_phone(const Candidate& candidate) {
  std::string_view number = dialled(candidate.match);
  number.remove_prefix(number.front() == '+' ? 1 : 2);
  return valid_if(is_phone_shape(number) && is_international_number(digits_of(number)));
}

Check north_american_phone(const Candidate& candidate) {
  std::string digits = digits_of(dialled(candidate.match));
  if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
  if (digits.size() < 10) return Check::kInvalid;
  const bool plan = digits[0] >= '2' && digits[3] >= '2' && digits.substr(1, 2) != "11";
  return plan ? Check::kNoOpinion : Check::kInvalid;
}

// Seven to thirteen digits that are neither a date nor a decimal fraction.
Check national_phone(const Candidate& candidate) {
  return is_national_number(dialled(candidate.match), 7) ? Check::kNoOpinion : Check::kInvalid;
}

// One digit fewer will do where the word behind it says what it is.
Check labelled_phone(const Candidate& candidate) {
  return is_national_number(dialled(candidate.match), 6) ? Check::kNoOpinion : Check::kInvalid;
}

}  // namespace gs::detect::validators
