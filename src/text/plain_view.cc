#include "text/plain_view.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "base/utf8.h"
#include "text/code_point_table.h"

namespace gs::text {
namespace {

std::optional<Replacement> invisible(char32_t c) {
  if (c >= 0xE0000 && c <= 0xE007F) return Replacement{"", Layer::kTagCharacters};
  const bool is_bidi = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                       (c >= 0x2066 && c <= 0x2069);
  if (is_bidi) return Replacement{"", Layer::kBidi};
  if (!u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
    return std::nullopt;
  }
  // Joiners and variation selectors are part of ordinary emoji, Persian and Indic text.
  const bool is_ordinary = c == 0x200C || c == 0x200D || c == 0xAD ||
                           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) ||
                           (c >= 0x180B && c <= 0x180F);
  if (is_ordinary) return Replacement{"", std::nullopt};
  return Replacement{"", Layer::kZeroWidth};
}

// Dashes and quotation marks, which NFKC leaves alone.
std::optional<Replacement> punctuation(char32_t c) {
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58) return Replacement{"-", {}};
  if (c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2032) return Replacement{"'", {}};
  if (c == 0x201C || c == 0x201D || c == 0x201F || c == 0x2033) return Replacement{"\"", {}};
  if (c == 0x2044 || c == 0x2215) return Replacement{"/", {}};
  return std::nullopt;
}

// Forms that ordinary text is full of, in which nobody hides anything.
bool is_ordinary_form(char32_t c, const std::string& plain) {
  if (plain == " " || plain == "...") return true;
  if (c < 0x250) return true;                   // ª º ² ½ and ligatures of Latin
  if (c >= 0xFF00 && c <= 0xFF0F) return true;  // full-width punctuation, as in Chinese
  if (c >= 0xFF1A && c <= 0xFF20) return true;
  if (c >= 0xFF61 && c <= 0xFFDC) return true;  // half-width kana and jamo
  const bool is_ascii = std::all_of(plain.begin(), plain.end(),
                                    [](char byte) { return static_cast<signed char>(byte) >= 0; });
  const bool has_letter = std::any_of(plain.begin(), plain.end(), [](char byte) {
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
  });
  return !is_ascii || !has_letter;
}

std::optional<Replacement> plain_form(char32_t c) {
  if (auto removed = invisible(c)) return removed;
  if (auto mapped = punctuation(c)) return mapped;
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no NFKC data");
  icu::UnicodeString parts;
  if (!nfkc->getDecomposition(static_cast<UChar32>(c), parts)) return std::nullopt;
  const icu::UnicodeString original(static_cast<UChar32>(c));
  const icu::UnicodeString mapped = nfkc->normalize(original, status);
  if (U_FAILURE(status) || mapped == original) return std::nullopt;
  std::string plain;
  for (int32_t at = 0; at < mapped.length(); at = mapped.moveIndex32(at, 1)) {
    const auto part = static_cast<char32_t>(mapped.char32At(at));
    if (auto ascii = punctuation(part)) {
      plain += ascii->text;
    } else {
      append_code_point(plain, part);
    }
  }
  if (is_ordinary_form(c, plain)) return Replacement{plain, std::nullopt};
  return Replacement{plain, Layer::kCompatibility};
}

// The first byte that is not ASCII, or the size.
size_t ascii_prefix(std::string_view text) {
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace

const CodePointTable& plain_table() {
  static const CodePointTable table(plain_form);
  return table;
}

PlainView::PlainView() : table_(plain_table()) {}

void PlainView::begin_segment() {
  map_.clear();
  layers_ = {};
}

std::string_view PlainView::feed(std::string_view piece) {
  size_t at = ascii_prefix(piece);
  map_.append_same(at);
  if (at == piece.size()) return piece;
  buffer_.assign(piece.substr(0, at));
  while (at < piece.size()) {
    const size_t ascii = ascii_prefix(piece.substr(at));
    map_.append_same(ascii);
    buffer_.append(piece.substr(at, ascii));
    at += ascii;
    if (at == piece.size()) break;
    const size_t begin = at;
    const Replacement* replacement = table_.find(next_code_point(piece, at));
    const size_t bytes = at - begin;
    if (replacement == nullptr) {
      map_.append_same(bytes);
      buffer_.append(piece.substr(begin, bytes));
      continue;
    }
    if (replacement->layer) layers_.add(*replacement->layer);
    if (replacement->text.empty()) {
      map_.append_removed(bytes);
    } else {
      map_.append_changed(bytes, replacement->text.size());
      buffer_ += replacement->text;
    }
  }
  return buffer_;
}

}  // namespace gs::text
