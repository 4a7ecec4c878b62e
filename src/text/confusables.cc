#include "text/confusables.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/utf8.h"
#include "text/code_point_table.h"

namespace gs::text {
namespace {

constexpr UScriptCode kScripts[] = {USCRIPT_CYRILLIC,   USCRIPT_GREEK,   USCRIPT_ARMENIAN,
                                    USCRIPT_CHEROKEE,   USCRIPT_COPTIC,  USCRIPT_LISU,
                                    USCRIPT_LATIN,      USCRIPT_DESERET, USCRIPT_GEORGIAN,
                                    USCRIPT_OLD_ITALIC, USCRIPT_GOTHIC};

// Small capitals, which look like letters to people though not to UTS #39.
constexpr std::pair<char32_t, char> kSmallCapitals[] = {
    {U'ᴀ', 'a'}, {U'ʙ', 'b'}, {U'ᴄ', 'c'}, {U'ᴅ', 'd'}, {U'ᴇ', 'e'}, {U'ꜰ', 'f'},
    {U'ɢ', 'g'}, {U'ʜ', 'h'}, {U'ɪ', 'i'}, {U'ᴊ', 'j'}, {U'ᴋ', 'k'}, {U'ʟ', 'l'},
    {U'ᴍ', 'm'}, {U'ɴ', 'n'}, {U'ᴏ', 'o'}, {U'ᴘ', 'p'}, {U'ʀ', 'r'}, {U'ꜱ', 's'},
    {U'ᴛ', 't'}, {U'ᴜ', 'u'}, {U'ᴠ', 'v'}, {U'ᴡ', 'w'}, {U'ʏ', 'y'}, {U'ᴢ', 'z'}};

char ascii_letter(const icu::UnicodeString& text) {
  if (text.length() != 1) return 0;
  const char16_t c = text[0];
  if ((c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')) return static_cast<char>(c | 0x20);
  return 0;
}

std::optional<Replacement> replacement(const USpoofChecker* checker, char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  for (const auto& [capital, letter] : kSmallCapitals) {
    if (c == capital) return Replacement{std::string(1, letter), Layer::kConfusables};
  }
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(code_point, &status);
  if (std::find(std::begin(kScripts), std::end(kScripts), script) == std::end(kScripts)) return {};
  // Latin letters of living languages, the Turkish ı among them, are themselves.
  if (!u_isalpha(code_point) || (script == USCRIPT_LATIN && c < 0x250)) return {};
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(checker, 0, icu::UnicodeString(code_point), skeleton, &status);
  if (U_FAILURE(status)) return {};
  char letter = ascii_letter(skeleton);
  if (letter == 0) return {};
  // A capital I of any script has the skeleton of a small L.
  if (letter == 'l' && u_isupper(code_point)) letter = 'i';
  return Replacement{std::string(1, letter), Layer::kConfusables};
}

CodePointTable make_table() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> checker(uspoof_open(&status),
                                                                        uspoof_close);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no data of confusable characters");
  return CodePointTable([&](char32_t c) { return replacement(checker.get(), c); });
}

const CodePointTable& table() {
  static const CodePointTable made = make_table();
  return made;
}

int script_of(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

bool is_ascii_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_word_part(char32_t c) {
  if (c < 0x80) return is_ascii_letter(static_cast<char>(c));
  return u_isalpha(static_cast<UChar32>(c)) != 0;
}

size_t previous_begin(std::string_view text, size_t at) {
  do {
    --at;
  } while ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

}  // namespace

char lookalike_letter(char32_t c) {
  const Replacement* found = table().find(c);
  return found == nullptr ? '\0' : found->text[0];
}

void ConfusableFolder::note(char32_t c, size_t begin, size_t bytes) {
  const char letter = lookalike_letter(c);
  if (letter != 0) places_.push_back({begin, bytes, letter, script_of(c)});
}

void ConfusableFolder::truncate(size_t size) {
  while (!places_.empty() && places_.back().begin >= size) places_.pop_back();
}

ConfusableFolder::Word ConfusableFolder::word_at(std::string_view text, size_t place,
                                                 size_t from) const {
  Word word;
  word.first_place = place;
  word.begin = places_[place].begin;
  while (word.begin > from) {
    const size_t before = previous_begin(text, word.begin);
    size_t at = before;
    if (!is_word_part(next_code_point(text, at))) break;
    word.begin = before;
  }
  word.is_latin = places_[place].script == USCRIPT_LATIN;
  for (word.end = word.begin; word.end < text.size();) {
    size_t at = word.end;
    const size_t next = word.first_place + word.place_count;
    const char32_t c = next_code_point(text, at);
    if (next < places_.size() && places_[next].begin == word.end) {
      ++word.place_count;
      if (places_[next].script != places_[place].script) word.mixes = true;
      at = word.end + places_[next].bytes;
    } else if (!is_word_part(c)) {
      break;
    } else if (c < 0x80) {
      ++word.ascii;
    } else {
      ++(script_of(c) == USCRIPT_LATIN ? word.accented : word.foreign);
    }
    word.end = at;
  }
  return word;
}

void ConfusableFolder::find_words(std::string_view text) {
  words_.clear();
  has_foreign_ = false;
  size_t from = 0;
  for (size_t place = 0; place < places_.size();) {
    const Word word = word_at(text, place, from);
    if (word.foreign > 0) has_foreign_ = true;
    from = word.end;
    place += word.place_count;
    words_.push_back(word);
  }
}

bool ConfusableFolder::is_folded(const Word& word) const {
  if (word.foreign > 0) return false;
  if (word.ascii > 0 || word.mixes || word.is_latin) return true;
  return !has_foreign_ && word.place_count >= 3;
}

void ConfusableFolder::fold(HiddenView& view, Obfuscation& found) {
  find_words(view.text);
  folded_.clear();
  size_t done = 0;
  for (const Word& word : words_) {
    if (!is_folded(word)) continue;
    if (word.accented == 0 && word.ascii + word.place_count >= 4) {
      found.add(Layer::kConfusables, 1);
    }
    for (size_t i = word.first_place; i < word.first_place + word.place_count; ++i) {
      const Place& place = places_[i];
      folded_.append_part(view, {done, place.begin});
      done = place.begin + place.bytes;
      folded_.append({&place.letter, 1}, view.map.original({place.begin, done}));
    }
  }
  if (done == 0) return;
  folded_.append_part(view, {done, view.text.size()});
  folded_.layers = view.layers;
  folded_.layers.add(Layer::kConfusables);
  std::swap(view, folded_);
}

}  // namespace gs::text
