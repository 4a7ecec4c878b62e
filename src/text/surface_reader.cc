#include "text/surface_reader.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/utf8.h"
#include "text/escapes.h"
#include "text/plain_view.h"

namespace gs::text {
namespace {

// Bytes that may begin something to undo.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> special{};
  for (size_t byte = 0x80; byte < special.size(); ++byte) special[byte] = true;
  for (const char c : {'&', '%', '\\'}) special[static_cast<unsigned char>(c)] = true;
  return special;
}();

size_t next_special(std::string_view text, size_t at) {
  while (at < text.size() && !kSpecial[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

bool is_ascii_letter_or_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c < 0x80 && (c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// White letters on black, which NFKC leaves alone.
char negative_letter(char32_t c) {
  for (const char32_t first : {0x1F150, 0x1F170}) {
    if (c >= first && c < first + 26) return static_cast<char>('a' + (c - first));
  }
  return 0;
}

char32_t small(char32_t c) {
  if (c < 0x80) return c;  // keeps its case
  if (c == 0x130) return 'i';
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

std::optional<Replacement> folded_form(char32_t c) {
  if (const char letter = negative_letter(c); letter != 0) {
    return Replacement{std::string(1, letter), Layer::kCompatibility};
  }
  std::string text;
  if (const Replacement* plain = plain_table().find(c)) {
    for (size_t at = 0; at < plain->text.size();) {
      append_code_point(text, small(next_code_point(plain->text, at)));
    }
    return Replacement{text, plain->layer};
  }
  if (small(c) == c) return std::nullopt;
  append_code_point(text, small(c));
  return Replacement{text, std::nullopt};
}

bool is_combining_mark(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF);
}

// Strokes through a letter, which no ordinary writing uses.
bool is_overlay(char32_t c) {
  return (c >= 0x334 && c <= 0x338) || (c >= 0x20D2 && c <= 0x20D3) || c == 0x20E5 || c == 0x20E6;
}

char32_t composed(char32_t letter, char32_t mark) {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
  if (nfc == nullptr) throw std::runtime_error("ICU has no NFC data");
  const UChar32 pair = nfc->composePair(static_cast<UChar32>(letter), static_cast<UChar32>(mark));
  return pair < 0 ? 0 : small(static_cast<char32_t>(pair));
}

}  // namespace

const CodePointTable& folded_table() {
  static const CodePointTable table(folded_form);
  return table;
}

SurfaceReader::SurfaceReader() : table_(folded_table()) {}

void SurfaceReader::read(std::string_view source, const ViewMap* parent, HiddenView& view,
                         Obfuscation& found) {
  view_ = &view;
  found_ = &found;
  invisible_.clear();
  read_once(source, parent);
  if (escapes_ == 0 || next_special(view.text, 0) == view.text.size()) return;
  std::swap(nested_, view);
  view.clear();
  view.layers = nested_.layers;
  read_once(nested_.text, &nested_.map);
}

void SurfaceReader::read_once(std::string_view source, const ViewMap* parent) {
  source_ = source;
  parent_ = parent;
  escapes_ = 0;
  compatible_ = 0;
  confusables_.clear();
  for (size_t at = 0; at < source.size();) {
    const size_t special = next_special(source, at);
    if (special > at) {
      before_visible(static_cast<unsigned char>(source[at]));
      end_compatible();
      put_same({at, special});
      at = special;
    }
    if (at < source.size()) read_special(at);
  }
  before_visible(0);
  end_compatible();
  if (!confusables_.empty()) confusables_.fold(*view_, *found_);
}

void SurfaceReader::read_special(size_t& at) {
  const size_t begin = at;
  if (static_cast<unsigned char>(source_[at]) >= 0x80) {
    const char32_t c = next_code_point(source_, at);
    return put(c, {begin, at}, true);
  }
  const Escape escape = read_escape(source_.substr(at));
  if (escape.bytes == 0) {
    const char32_t c = static_cast<unsigned char>(source_[at++]);
    return put(c, {begin, at}, true);
  }
  at += escape.bytes;
  ++escapes_;
  view_->layers.add(escape.layer);
  if (is_ascii_letter_or_digit(escape.code_point)) found_->add(escape.layer, 1);
  put(escape.code_point, {begin, at}, false);
}

void SurfaceReader::put(char32_t c, Span place, bool is_literal) {
  const Replacement* replacement = table_.find(c);
  HiddenView& view = *view_;
  if (replacement != nullptr && replacement->text.empty()) {
    size_t begin = 0;
    invisible_.take(c, origin(place), invisible_.is_open() ? 0 : last_code_point(begin));
    view.layers.add(replacement->layer.value_or(Layer::kZeroWidth));
    return;
  }
  before_visible(c);
  if (is_combining_mark(c) && compose(c, origin(place))) return;
  const size_t begin = view.text.size();
  const bool is_compatible = replacement != nullptr && replacement->layer.has_value();
  if (!is_compatible) end_compatible();
  if (replacement != nullptr) {
    view.append(replacement->text, origin(place));
  } else if (is_literal) {
    put_same(place);
  } else {
    append_code_point(view.text, c);
    view.map.append(view.text.size() - begin, origin(place));
  }
  if (is_compatible) {
    view.layers.add(*replacement->layer);
    ++compatible_;
    is_full_width_ = c >= 0xFF00 && c <= 0xFFEF;
  } else if (c >= 0x80) {
    confusables_.note(c, begin, view.text.size() - begin);
  }
}

void SurfaceReader::put_same(Span place) {
  view_->text.append(source_, place.begin, place.end - place.begin);
  if (parent_ != nullptr) {
    view_->map.append_part(*parent_, place);
  } else {
    view_->map.append_same(place.end - place.begin, place.begin);
  }
}

// Whether the mark has become part of the character before it, or vanished behind a letter.
bool SurfaceReader::compose(char32_t mark, Span origin) {
  HiddenView& view = *view_;
  size_t begin = 0;
  const char32_t letter = last_code_point(begin);
  if (letter == 0) return false;
  const size_t bytes = view.text.size() - begin;
  const Span whole = {view.map.original({begin, view.text.size()}).begin, origin.end};
  const char32_t pair = composed(letter, mark);
  if (pair == 0) {
    if (letter >= 0x250) return false;
    if (is_overlay(mark)) found_->add(Layer::kCompatibility, 1);
    view.layers.add(Layer::kCompatibility);
    return true;
  }
  view.map.remove_last(bytes);
  view.text.resize(begin);
  confusables_.truncate(begin);
  append_code_point(view.text, pair);
  view.map.append(view.text.size() - begin, whole);
  return true;
}

void SurfaceReader::before_visible(char32_t c) {
  if (invisible_.is_open()) invisible_.settle(c, view_->text.size(), *found_);
}

// A few such letters are a sign, an abbreviation or, full-width ones, ordinary Japanese.
void SurfaceReader::end_compatible() {
  const size_t ordinary = is_full_width_ ? 5 : 3;
  if (compatible_ > ordinary) found_->add(Layer::kCompatibility, compatible_);
  compatible_ = 0;
}

Span SurfaceReader::origin(Span place) const {
  return parent_ != nullptr ? parent_->original(place) : place;
}

// Of the view so far, and where it begins; 0 when it is empty.
char32_t SurfaceReader::last_code_point(size_t& begin) const {
  const std::string& text = view_->text;
  if (text.empty()) return 0;
  begin = text.size();
  do {
    --begin;
  } while ((static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80);
  size_t at = begin;
  return next_code_point(text, at);
}

}  // namespace gs::text
