#include "detect/names/name_tokeniser.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "detect/names/name_hash.h"
#include "detect/names/name_letters.h"

namespace gs::detect {
namespace {

bool is_letter(NameLetterKind kind) {
  return kind == NameLetterKind::kLower || kind == NameLetterKind::kUpper ||
         kind == NameLetterKind::kUncased;
}

NameLetter letter_at(std::string_view text, size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    ++at;
    return name_letter(byte);
  }
  return name_letter(next_code_point(text, at));
}

// The characters of one token, as far as its hashes need them.
class Letters {
 public:
  void add(const NameLetter& letter) {
    hash_ = mix(hash_ ^ letter.lower, kHashFactor << 1);
    if (count_ < 3) prefix_ = mix(prefix_, letter.lower);
    last_[count_ % last_.size()] = letter.lower;
    ++count_;
  }

  size_t count() const { return count_; }
  uint64_t hash() const { return hash_; }
  uint32_t prefix() const { return static_cast<uint32_t>(prefix_); }
  uint32_t suffix(size_t size) const {
    uint64_t hash = size;
    for (size_t i = std::min(size, count_); i > 0; --i) {
      hash = mix(hash, last_[(count_ - i) % last_.size()]);
    }
    return static_cast<uint32_t>(hash);
  }

 private:
  uint64_t hash_ = 0;
  uint64_t prefix_ = 0;
  size_t count_ = 0;
  std::array<char32_t, 4> last_{};
};

TokenShape shape_of_word(size_t upper, size_t lower, bool first_upper) {
  if (upper == 0) return lower == 0 ? TokenShape::kUncased : TokenShape::kLower;
  if (lower == 0) return upper == 1 ? TokenShape::kInitial : TokenShape::kUpper;
  return first_upper && upper == 1 ? TokenShape::kTitle : TokenShape::kMixed;
}

TokenShape shape_of_number(size_t digits, uint32_t value) {
  if (digits <= 2) {
    if (value == 0) return TokenShape::kMinute;
    if (value <= 12) return TokenShape::kMonth;
    if (value <= 31) return TokenShape::kDay;
    return value <= 59 ? TokenShape::kMinute : TokenShape::kTwo;
  }
  if (digits == 3) return TokenShape::kThree;
  if (digits == 4) return value >= 1600 && value < 2100 ? TokenShape::kYear : TokenShape::kFour;
  return digits == 5 ? TokenShape::kFive : TokenShape::kLong;
}

TokenShape shape_of_sign(char32_t sign) {
  switch (sign) {
    case '.':
    case U'。':
      return TokenShape::kPoint;
    case ',':
    case U'、':
    case U'，':
      return TokenShape::kComma;
    case '\'':
    case U'’':
    case '`':
      return TokenShape::kApostrophe;
    case '-':
    case U'–':
    case U'—':
      return TokenShape::kDash;
    case '/':
      return TokenShape::kSlash;
    case ':':
      return TokenShape::kColon;
    default:
      return TokenShape::kSign;
  }
}

constexpr std::string_view kNeverInNames = "[]{}<>=|~^\\@*_;\"";

// So many words of one letter or digit in a row are no text, and are not looked at: they would take
// several times as long as text does.
constexpr size_t kMaxShortWords = 64;

bool ends_sentence(char32_t sign) {
  return sign == '.' || sign == '!' || sign == '?' || sign == U'。' || sign == U'！' ||
         sign == U'？';
}

// Whether what stands at [begin, end) is a word of capitals between a bracket and a bracket, an
// underscore or a colon, as in [EMAIL_ADDRESS_1] or <NAME>: a placeholder, no name. `end` is inside
// the text or the text is whole.
bool is_placeholder(std::string_view text, size_t begin, size_t end) {
  if (begin == 0 || end >= text.size()) return false;
  const char before = text[begin - 1];
  const char behind = text[end];
  return (before == '[' || before == '<' || before == '{' || before == '_') &&
         (behind == ']' || behind == '>' || behind == '}' || behind == '_' || behind == ':');
}

}  // namespace

bool NameTokeniser::next(std::string_view text, size_t& at, bool is_whole, NameToken& token) {
  NameLetter letter;
  size_t behind = at;
  for (; at < text.size(); at = behind) {
    behind = at;
    letter = letter_at(text, behind);
    if (letter.kind == NameLetterKind::kLine) {
      gap_ = TokenGap::kLine;
    } else if (letter.kind == NameLetterKind::kSpace) {
      gap_ = std::max(gap_, TokenGap::kSpace);
    } else {
      break;
    }
  }
  if (at >= text.size()) return false;
  token = {};
  token.begin = at;
  if (is_letter(letter.kind) || letter.kind == NameLetterKind::kDigit) {
    size_t end = at;
    read_word(text, end, token);
    // More letters may follow, and what stands behind the word has a say in what it is.
    if (end >= text.size() && !is_whole) return false;
    token.end = end;
    short_words_ = token.end - token.begin == 1 ? short_words_ + 1 : 0;
    const bool may_be = token.shape == TokenShape::kUpper || token.prefix == 0;
    if (may_be && is_placeholder(text, token.begin, end)) token.is_name = false;
  } else {
    token.end = behind;
    token.word = mix(letter.lower, 1);
    const bool alone = letter.kind == NameLetterKind::kAlone;
    token.shape = alone ? TokenShape::kUncased : shape_of_sign(letter.lower);
    token.is_name = letter.lower >= 0x80 ||
                    kNeverInNames.find(static_cast<char>(letter.lower)) == std::string_view::npos;
  }
  if (short_words_ > kMaxShortWords) token.is_name = false;
  at = token.end;
  place(token);
  if (letter.kind == NameLetterKind::kSign) {
    sentence_ended_ = sentence_ended_ || ends_sentence(letter.lower);
  } else {
    sentence_ended_ = false;
  }
  return true;
}

// A run of letters or of digits that begins at `at`.
void NameTokeniser::read_word(std::string_view text, size_t& at, NameToken& token) {
  Letters letters;
  size_t upper = 0;
  size_t lower = 0;
  uint32_t value = 0;
  bool first_upper = false;
  bool digits = false;
  for (size_t behind = at; at < text.size() && letters.count() < kMaxTokenCharacters; at = behind) {
    const NameLetter letter = letter_at(text, behind);
    const bool is_digit = letter.kind == NameLetterKind::kDigit;
    if (letters.count() == 0) {
      digits = is_digit;
      first_upper = letter.kind == NameLetterKind::kUpper;
    }
    if (digits ? !is_digit : !is_letter(letter.kind)) break;
    letters.add(letter);
    if (digits && letters.count() <= 4) value = 10 * value + (letter.lower - '0');
    upper += letter.kind == NameLetterKind::kUpper ? 1 : 0;
    lower += letter.kind == NameLetterKind::kLower ? 1 : 0;
  }
  if (digits) {
    token.shape = shape_of_number(letters.count(), value);
    token.word = letters.count() <= 2 ? mix(value, 2) : mix(letters.count(), 3);
    token.prefix = token.suffix2 = token.suffix3 = token.suffix4 = 0;
    return;
  }
  token.shape = shape_of_word(upper, lower, first_upper);
  token.word = letters.hash();
  token.prefix = letters.prefix();
  token.suffix2 = letters.suffix(2);
  token.suffix3 = letters.suffix(3);
  token.suffix4 = letters.suffix(4);
}

// Where the token stands: what is before it, whether it begins a sentence.
void NameTokeniser::place(NameToken& token) {
  token.gap = gap_;
  gap_ = TokenGap::kNothing;
  const bool starts =
      token.gap != TokenGap::kNothing && (sentence_ended_ || token.gap >= TokenGap::kLine);
  token.starts_sentence = starts;
  if (starts) casing_ = 0;
  switch (token.shape) {
    case TokenShape::kTitle:
    case TokenShape::kInitial:
    case TokenShape::kUpper:
    case TokenShape::kMixed:
      casing_ |= 1;
      break;
    case TokenShape::kLower:
      casing_ |= 2;
      break;
    default:
      break;
  }
  token.casing = casing_;
}

}  // namespace gs::detect
