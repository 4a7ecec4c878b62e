#include "detect/secrets/secret_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/digest.h"

namespace gs::detect {
namespace {

// Names that end so are of something about a secret.
constexpr std::string_view kHarmlessEnds[] = {
    "name",      "id",     "ids",     "type",    "url",      "uri",      "path",    "file",
    "arn",       "hash",   "version", "count",   "length",   "size",     "field",   "label",
    "hint",      "policy", "regex",   "pattern", "endpoint", "expiry",   "expires", "public",
    "publickey", "limit",  "tokens",  "header",  "prefix",   "ref",      "at",      "algorithm",
    "method",    "mode",   "model",   "format",  "class",    "provider", "manager", "service",
    "server",    "host",   "izer"};

constexpr std::string_view kPasswordWords[] = {"password", "passwd", "passphrase", "pwd",
                                               "passwort"};
constexpr std::string_view kSecretWords[] = {
    "secret",    "apikey",        "accesskey",     "token",      "privatekey", "credential",
    "authkey",   "encryptionkey", "signingkey",    "licensekey", "masterkey",  "servicekey",
    "apitoken",  "adminkey",      "bearer",        "clientkey",  "storagekey", "accountkey",
    "sharedkey", "keysecret",     "authorization", "webhookkey", "secretkey"};

// What stands in for a value.
constexpr std::string_view kStandIns[] = {
    "example",  "changeme", "change_me", "change-me", "placeholder", "dummy",
    "redacted", "your",     "xxxx",      "****",      "....",        "todo",
    "insert",   "replace",  "sample",    "fake",      "goes-here",   "goes_here",
    "goeshere", "notreal",  "not-real",  "<",         "{{",          "${",
    "%(",       "…"};

Check valid_if(bool valid) {
  return valid ? Check::kValid : Check::kInvalid;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return result;
}

bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct Classes {
  bool lower = false;
  bool upper = false;
  bool digit = false;
  bool symbol = false;
  int count() const { return lower + upper + digit + symbol; }
};

Classes classes_of(std::string_view text) {
  Classes found;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') {
      found.lower = true;
    } else if (c >= 'A' && c <= 'Z') {
      found.upper = true;
    } else if (is_digit(c)) {
      found.digit = true;
    } else {
      found.symbol = true;
    }
  }
  return found;
}

// The longest run of one character, and of characters that follow each other ("abcdef").
size_t longest_run(std::string_view text, int step) {
  size_t longest = 0;
  size_t run = 1;
  for (size_t i = 1; i < text.size(); ++i) {
    run = text[i] == text[i - 1] + step ? run + 1 : 1;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == ':' || c == '?';
  });
}

// "user.session2.token": parts that begin with letters, few digits.
bool is_dotted_name(std::string_view value) {
  if (value.find('.') == std::string_view::npos ||
      std::count_if(value.begin(), value.end(), is_digit) > 3) {
    return false;
  }
  while (!value.empty()) {
    const std::string_view part = value.substr(0, value.find('.'));
    const bool named = !part.empty() && part.size() <= 24 && (is_letter(part[0]) || part[0] == '_');
    const bool plain = std::all_of(part.begin(), part.end(), [](char c) {
      return is_letter(c) || is_digit(c) || c == '_' || c == '-';
    });
    if (!named || !plain) return false;
    value.remove_prefix(std::min(value.size(), part.size() + 1));
  }
  return true;
}

bool is_identifier(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == ':' || c == '-';
  });
}

// A name or a call of a program rather than a value: "config.api_key", "$TOKEN", "%TOKEN%",
// "!vault".
bool is_code(std::string_view value) {
  if (is_name(value) || is_dotted_name(value)) return true;
  if (value.front() == '$' || value.front() == '!' || value.front() == '&' ||
      value.front() == '*') {
    const std::string_view rest = value.substr(1);
    if (is_name(rest)) return true;
  }
  if (value.front() == '$' && value.size() > 3) {
    return std::all_of(value.begin() + 1, value.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; });
  }
  if (value.front() == '%' && value.back() == '%') return true;
  return value.starts_with("//") || value.starts_with("./") || value.starts_with("/");
}

// Dates, times, versions, addresses and plain numbers.
bool is_measure(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return is_digit(c) || std::string_view(".,:/-+TZ%_ ").find(c) != std::string_view::npos;
  });
}

enum class Named : uint8_t { kNothing, kSecret, kPassword };

// What the text before an assignment's sign ends with: the name of a password, of another secret,
// or neither.
Named name_before(std::string_view before) {
  before = before.substr(0, before.find_last_not_of(" \t\"'`\\]") + 1);
  const auto is_part = [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
  };
  size_t begin = before.size();
  while (begin > 0 && is_part(before[begin - 1])) --begin;
  std::string name = lower(before.substr(begin));
  if (name == "key" && begin > 1) {  // "API key: ..."
    size_t word = begin - 1;
    while (word > 0 && is_part(before[word - 1])) --word;
    name = lower(before.substr(word));
  }
  std::string letters;
  for (char c : name) {
    if (is_letter(c)) letters += c;
  }
  for (std::string_view end : kHarmlessEnds) {
    if (letters.ends_with(end)) return Named::kNothing;
  }
  for (std::string_view word : kPasswordWords) {
    if (letters.find(word) != std::string::npos) return Named::kPassword;
  }
  if (letters == "pass" || letters.ends_with("dbpass") || name.ends_with("_pass"))
    return Named::kPassword;
  for (std::string_view word : kSecretWords) {
    if (letters.find(word) != std::string::npos) return Named::kSecret;
  }
  return Named::kNothing;
}

std::string url_decoded_base64(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  return base64_decode(standard).value_or("");
}

}  // namespace

double entropy(std::string_view text) {
  std::array<size_t, 256> counts{};
  for (char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool is_placeholder(std::string_view value) {
  const std::string text = lower(value);
  for (std::string_view word : kStandIns) {
    if (text.find(word) != std::string::npos) return true;
  }
  const size_t runs = std::max({longest_run(text, 0), longest_run(text, 1)});
  return runs >= 8 || (runs >= 6 && runs * 2 >= text.size());
}

bool looks_random(std::string_view value) {
  const bool hex = value.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
  return entropy(value) >= (hex ? 2.6 : 3.0);
}

std::string_view behind_equals(std::string_view match) {
  return match.substr(match.find('=') + 1);
}

std::string_view password_in_url(std::string_view match) {
  const std::string_view user = match.substr(match.find("://") + 3);
  const std::string_view password = user.substr(user.find(':') + 1);
  return password.substr(0, password.size() - 1);
}

std::string_view last_word(std::string_view match) {
  return match.substr(match.find_last_of(" \t") + 1);
}

std::string_view assigned_value(std::string_view match) {
  const size_t at = std::min(match.size(), match.find_first_not_of(":=>,\\\"'` "));
  std::string_view value = match.substr(at);
  return value.substr(0, value.find_last_not_of(".,!?:([{") + 1);
}

std::string_view said_value(std::string_view match) {
  std::string_view value = last_word(match);
  value.remove_prefix(std::min(value.size(), value.find_first_not_of("\"'`")));
  return value.substr(0, value.find_last_not_of(".,!?") + 1);
}

bool is_token(std::string_view text, Alphabet alphabet, size_t shortest, size_t longest) {
  static constexpr std::string_view kCharacters[] = {
      "0123456789abcdefABCDEF",
      "abcdefghijklmnopqrstuvwxyz234567",
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-",
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
      "0123456789abcdefABCDEF-"};
  if (text.size() < shortest || text.size() > longest) return false;
  const std::string_view characters = kCharacters[static_cast<size_t>(alphabet)];
  if (text.find_first_not_of(characters) != std::string_view::npos) return false;
  if (alphabet != Alphabet::kUuid) return true;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
    if ((text[at] == '-') != is_dash) return false;
  }
  return true;
}

Check new_relic_license(const Candidate& candidate) {
  constexpr std::string_view kMark = "NRAL";
  const std::string_view match = candidate.match;
  if (match.size() != 40 || !match.ends_with(kMark)) return Check::kInvalid;
  const std::string_view digits = match.substr(0, 32);
  return valid_if(is_token(digits, Alphabet::kHex, 32, 32) && looks_random(digits));
}

Check jwt(const Candidate& candidate) {
  const std::string header =
      url_decoded_base64(candidate.match.substr(0, candidate.match.find('.')));
  return valid_if(header.starts_with('{') && header.find("\"alg\"") != std::string::npos);
}

Check basic_credentials(const Candidate& candidate) {
  const std::string decoded = base64_decode(last_word(candidate.match)).value_or("");
  const size_t colon = decoded.find(':');
  const bool printable =
      std::all_of(decoded.begin(), decoded.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return valid_if(printable && colon != std::string::npos && colon + 1 < decoded.size());
}

Check random_token(const Candidate& candidate) {
  const std::string_view token = last_word(candidate.match);
  return valid_if(looks_random(token) && classes_of(token).digit && !is_placeholder(token));
}

Check not_placeholder(const Candidate& candidate) {
  const std::string_view match = candidate.match;
  const bool in_url = match.find("://") != std::string_view::npos;
  std::string_view value = in_url ? password_in_url(match) : last_word(match);
  if (!in_url && value.find('=') != std::string_view::npos) value = behind_equals(value);
  const bool is_variable = !value.empty() && (value.front() == '$' || value.front() == '{');
  if (value.empty() || is_variable || is_placeholder(value)) return Check::kInvalid;
  const std::string text = lower(value);
  return valid_if(text != "password" && text != "pass" && text != "secret" && text != "pwd");
}

Check anything(const Candidate&) {
  return Check::kValid;
}

Check assigned_secret(const Candidate& candidate) {
  const Named named = name_before(candidate.before);
  if (named == Named::kNothing) return Check::kInvalid;
  const std::string_view value = assigned_value(candidate.match);
  const char last = candidate.match.back();
  const bool is_call = (last == '(' || last == '[' || last == '{') && is_identifier(value);
  if (is_call || value.size() < 6 || is_placeholder(value) || is_code(value)) {
    return Check::kInvalid;
  }
  const Classes classes = classes_of(value);
  if (named == Named::kPassword) {
    return valid_if(classes.count() >= 2 && (classes.digit || classes.symbol) &&
                    (classes.lower || classes.upper));
  }
  if (is_measure(value)) return Check::kInvalid;
  if (!classes.digit) return valid_if(value.size() >= 24 && entropy(value) >= 3.8);
  return valid_if(value.size() >= 12 && looks_random(value) && (classes.lower || classes.upper));
}

Check spoken_password(const Candidate& candidate) {
  const std::string_view value = said_value(candidate.match);
  const Classes classes = classes_of(value);
  const bool mixed = (classes.lower || classes.upper) && classes.digit;
  return valid_if(value.size() >= 6 && mixed && !is_placeholder(value) && !is_code(value));
}

Check spoken_secret(const Candidate& candidate) {
  const std::string_view value = said_value(candidate.match);
  const Classes classes = classes_of(value);
  const bool mixed = (classes.lower || classes.upper) && classes.digit;
  return valid_if(value.size() >= 16 && mixed && looks_random(value) && !is_placeholder(value) &&
                  !is_code(value) && value.find("://") == std::string_view::npos);
}

}  // namespace gs::detect
