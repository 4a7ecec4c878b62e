#include "text/clues.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace gs::text {
namespace {

enum Kind : uint8_t { kBreak = 0, kLetter = 1, kDigit = 2, kHigh = 4, kSign = 8 };

constexpr uint8_t kWord = kLetter | kDigit | kHigh;

constexpr std::array<uint8_t, 256> kKinds = [] {
  std::array<uint8_t, 256> kinds{};
  for (size_t c = 'a'; c <= 'z'; ++c) kinds[c] = kinds[c - 32] = kLetter;
  for (size_t c = '0'; c <= '9'; ++c) kinds[c] = kDigit;
  for (size_t c = 0x80; c < 256; ++c) kinds[c] = kHigh;
  for (const char c : {'@', '$', '!', '|'}) kinds[static_cast<unsigned char>(c)] = kSign;
  return kinds;
}();

uint8_t kind(char c) {
  return kKinds[static_cast<unsigned char>(c)];
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// A letter rather than a sign, a space or an emoji.
bool is_letter_like(char32_t c) {
  return c >= 0xC0 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) &&
         !(c >= 0xFE00 && c <= 0xFF0F) && c < 0x1F000;
}

}  // namespace

char leet_letter(char c, char ambiguous) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case '!':
    case '|':
      return ambiguous;
    case '2':
      return 'z';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    case '6':
    case '9':
      return 'g';
    case '7':
      return 't';
    case '8':
      return 'b';
    default:
      return c;
  }
}

void Clues::read(std::string_view text) {
  text_ = text;
  leet_words_.clear();
  single_letters_.clear();
  hex_pairs_.clear();
  singles_ = pairs_ = {};
  leet_end_ = words_ = 0;
  has_known_leet_ = is_turning_ = false;
  std::fill(std::begin(sums_), std::end(sums_), 0);
  std::fill(std::begin(best_), std::end(best_), 0);
  for (size_t at = 0; at < text.size();) {
    uint8_t kinds = kind(text[at]);
    if ((kinds & kWord) == 0) {
      ++at;
      continue;
    }
    const size_t begin = at;
    WordHash hash;
    hash.add(text[at]);
    while (++at < text.size() && (kind(text[at]) & kWord) != 0) {
      kinds |= kind(text[at]);
      hash.add(text[at]);
    }
    read_word(begin, at, kinds, hash);
  }
  extend(singles_, false, {}, 0, 4, single_letters_);
  extend(pairs_, false, {}, 0, 8, hex_pairs_);
}

void Clues::read_word(size_t begin, size_t end, uint8_t kinds, WordHash hash) {
  ++words_;
  const size_t size = end - begin;
  if (size <= 4 || singles_.count > 0 || pairs_.count > 0) {
    const bool is_pair = size == 2 && is_hex(text_[begin]) && is_hex(text_[begin + 1]);
    extend(singles_, is_single(begin, end, kinds), {begin, end}, 3, 4, single_letters_);
    extend(pairs_, is_pair, {begin, end}, 1, 8, hex_pairs_);
  }
  if (kinds == kLetter && size >= 3) count_forms(size, hash);
  const bool sign_before = begin > 0 && kind(text_[begin - 1]) == kSign;
  const bool sign_behind = end + 1 < text_.size() && kind(text_[end]) == kSign &&
                           (kind(text_[end + 1]) & (kLetter | kDigit | kSign)) != 0;
  const bool is_mixed = kinds == (kLetter | kDigit);
  if ((is_mixed || sign_before || sign_behind) && begin >= leet_end_) read_leet(begin, end);
}

bool Clues::is_single(size_t begin, size_t end, uint8_t kinds) const {
  if (end - begin == 1) return true;
  if (kinds != kHigh || end - begin > 4) return false;
  size_t at = begin;
  return is_letter_like(next_code_point(text_, at)) && at == end;
}

void Clues::extend(Run& run, bool fits, Span token, size_t gap, size_t least,
                   std::vector<Span>& out) {
  const bool goes_on = fits && run.count > 0 && token.begin - run.span.end <= gap;
  if (goes_on) {
    run.span.end = token.end;
    ++run.count;
    return;
  }
  if (run.count >= least) out.push_back(run.span);
  run = fits ? Run{1, token} : Run{};
}

// The best stretch of words is that of the greatest sum, where a word of the form adds its letters
// and any other takes something away (Kadane's maximum subarray).
void Clues::count_forms(size_t letters, WordHash hash) {
  const uint8_t forms = letters > Vocabulary::kLongestWord ? uint8_t{0} : vocabulary_.forms(hash);
  if ((forms & ~kAsItStands) == 0 && !is_turning_) return;
  const int cost = (forms & kAsItStands) != 0 ? 6 : 1;
  const int gain = letters == 3 ? 3 : letters == 4 ? 6 : static_cast<int>(2 * letters);
  is_turning_ = false;
  for (const WordForm form : {kAsRot13, kAsReversed, kAsBoth}) {
    int& sum = sums_[index(form)];
    sum = (forms & form) != 0 ? sum + gain : std::max(0, sum - cost);
    best_[index(form)] = std::max(best_[index(form)], sum);
    is_turning_ |= sum > 0;
  }
}

// The word together with the signs in front of it and inside; signs behind it are punctuation.
void Clues::read_leet(size_t begin, size_t end) {
  constexpr size_t kLongest = 32;
  while (begin > leet_end_ && kind(text_[begin - 1]) == kSign) --begin;
  for (size_t at = end; at < text_.size() && kind(text_[at]) != kBreak; ++at) {
    if (kind(text_[at]) != kSign) end = at + 1;
  }
  leet_end_ = end;
  const size_t size = end - begin;
  if (size < 3 || size > kLongest) return;
  LeetWord word{{begin, end}};
  size_t letters = 0;
  bool is_hex_like = true;
  bool is_inside = false;  // a digit or sign stands before a letter: not "iphone15" or "utf8"
  bool was_leet = false;
  WordHash as_i;
  WordHash as_l;
  for (const char c : text_.substr(begin, size)) {
    if (kind(c) == kHigh) return;
    if (kind(c) == kLetter) {
      is_inside |= was_leet;
      ++letters;
    }
    was_leet = kind(c) != kLetter;
    if (!is_hex(c)) is_hex_like = false;
    as_i.add(leet_letter(c, 'i'));
    as_l.add(leet_letter(c, 'l'));
  }
  if (letters == 0 || letters == size) return;
  const bool is_i = (vocabulary_.forms(as_i) & kAsItStands) != 0;
  const bool is_l = !is_i && (vocabulary_.forms(as_l) & kAsItStands) != 0;
  if (is_l) word.ambiguous = 'l';
  word.is_known = size >= 4 && (is_i || is_l);
  if (!is_i && !is_l && (is_hex_like || !is_inside || letters < 2)) return;
  has_known_leet_ |= word.is_known;
  leet_words_.push_back(word);
}

bool Clues::has_leet() const {
  return has_known_leet_ || (leet_words_.size() >= 3 && leet_words_.size() * 3 >= words_);
}

}  // namespace gs::text
