// Telling a secret from what only stands where one could.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "detect/scan/recogniser.h"

namespace gs::detect {

// Shannon entropy of the characters, in bits for each character; 0 for the empty text.
double entropy(std::string_view text);

// Whether a value is a stand-in: documented examples, "changeme", "<your-key>", "${TOKEN}",
// "xxxxxxxx", runs of one character or of the alphabet.
bool is_placeholder(std::string_view value);

// Whether characters vary as much as in something random: 2.6 bits a character for hexadecimal
// digits, 3.0 for anything else (random ones of 20 characters have 3.3 and 4.0 on average).
bool looks_random(std::string_view value);

// The part of a match that is the secret.
std::string_view behind_equals(std::string_view match);    // "sig=abc" -> "abc"
std::string_view password_in_url(std::string_view match);  // "x://user:pass@" -> "pass"
std::string_view last_word(std::string_view match);        // "Bearer abc" -> "abc"
std::string_view assigned_value(std::string_view match);   // ": 'abc'" -> "abc"
std::string_view said_value(std::string_view match);       // "password is abc." -> "abc"

// Tokens without a mark of their own, which only the name before them tells: rows share one
// pattern, which keeps the automaton small, and differ in what token<> accepts.
inline constexpr std::string_view kTokenPattern = "[A-Za-z0-9][A-Za-z0-9/+_-]{13,}";

enum class Alphabet : uint8_t { kHex, kBase32, kUpper, kAlphanumeric, kUrlSafe, kBase64, kUuid };

bool is_token(std::string_view text, Alphabet alphabet, size_t shortest, size_t longest);

template <Alphabet kAlphabet, size_t kShortest, size_t kLongest = kShortest>
Check token(const Candidate& candidate) {
  return is_token(candidate.match, kAlphabet, kShortest, kLongest) ? Check::kNoOpinion
                                                                   : Check::kInvalid;
}

template <size_t kBytes>
Check of_length(const Candidate& candidate) {
  return candidate.match.size() == kBytes ? Check::kNoOpinion : Check::kInvalid;
}

template <size_t kBytes>
Check dot_at(const Candidate& candidate) {
  return candidate.match.find('.') == kBytes ? Check::kNoOpinion : Check::kInvalid;
}

// What stands behind a long mark of the provider is random.
template <size_t kBytes>
Check varied_behind(const Candidate& candidate) {
  return looks_random(candidate.match.substr(kBytes)) ? Check::kValid : Check::kInvalid;
}

// Validators.
Check anything(const Candidate& candidate);  // nothing speaks against the shape
Check new_relic_license(const Candidate& candidate);
Check jwt(const Candidate& candidate);                // the header is JSON that names an algorithm
Check basic_credentials(const Candidate& candidate);  // decodes to "user:password"
Check random_token(const Candidate& candidate);
Check not_placeholder(const Candidate& candidate);
Check assigned_secret(const Candidate& candidate);  // behind the name of a secret and a sign
Check spoken_password(const Candidate& candidate);
Check spoken_secret(const Candidate& candidate);

}  // namespace gs::detect
