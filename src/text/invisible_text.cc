#include "text/invisible_text.h"

#include <unicode/uchar.h>

#include "text/readable.h"

namespace gs::text {
namespace {

// Of an alphabet whose ordinary words have nothing invisible inside.
bool is_simple_letter(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  return c < 0x590 && u_isalpha(static_cast<UChar32>(c));
}

bool is_direction_mark(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

// The byte that a variation selector can carry, or -1.
int selector_byte(char32_t c) {
  if (c >= 0xFE00 && c <= 0xFE0F) return static_cast<int>(c - 0xFE00);
  if (c >= 0xE0100 && c <= 0xE01EF) return static_cast<int>(c - 0xE0100 + 16);
  return -1;
}

constexpr char32_t kBlackFlag = 0x1F3F4;
constexpr size_t kLongestFlag = 8;   // tags of a sub-region's flag, with the end
constexpr size_t kLongRun = 8;       // nothing ordinary has as many in a row
constexpr size_t kFewSelectors = 4;  // that many in a row are still an accident

}  // namespace

void InvisibleText::clear() {
  count_ = overrides_ = marks_ = tags_ = soft_hyphens_ = 0;
  last_hyphen_ = 0;
  selectors_.clear();
  payload_.clear();
}

void InvisibleText::take(char32_t c, Span origin, char32_t before) {
  if (count_++ == 0) {
    before_ = before;
    payload_size_ = payload_.text.size();
  }
  if (c >= 0xE0000 && c <= 0xE007F) return take_tag(c, origin);
  if (c == 0x202D || c == 0x202E) {
    ++overrides_;
  } else if (is_direction_mark(c)) {
    ++marks_;
  } else if (c == 0xAD) {
    ++soft_hyphens_;
  } else if (const int byte = selector_byte(c); byte >= 0) {
    const char carried = static_cast<char>(byte);
    selectors_.append({&carried, 1}, origin);
  }
}

void InvisibleText::take_tag(char32_t c, Span origin) {
  ++tags_;
  if (c < 0xE0020 || c > 0xE007E) return;
  const char letter = static_cast<char>(c - 0xE0000);
  payload_.append({&letter, 1}, origin);
  payload_.layers.add(Layer::kTagCharacters);
}

void InvisibleText::end_selectors(Obfuscation& found) {
  const size_t size = selectors_.text.size();
  if (size > kFewSelectors) {
    found.add(Layer::kTagCharacters, size);
    for (const Span part : readable_parts(selectors_.text, kFewSelectors)) {
      payload_.append_part(selectors_, part);
      payload_.layers.add(Layer::kTagCharacters);
    }
  }
  selectors_.clear();
}

void InvisibleText::settle(char32_t after, size_t visible_size, Obfuscation& found) {
  end_selectors(found);
  const bool is_flag = before_ == kBlackFlag && tags_ <= kLongestFlag;
  if (is_flag) {
    while (payload_.text.size() > payload_size_) {
      payload_.text.pop_back();
      payload_.map.remove_last(1);
    }
  } else {
    found.add(Layer::kTagCharacters, tags_);
  }
  found.add(Layer::kBidi, overrides_);
  const size_t zero_width = count_ - overrides_ - marks_ - tags_;
  const bool splits_word = is_simple_letter(before_) && is_simple_letter(after);
  // A soft hyphen stands between syllables; two around one letter do not.
  const bool is_hyphenated =
      soft_hyphens_ == zero_width && (last_hyphen_ == 0 || visible_size + 1 > last_hyphen_ + 2);
  if (soft_hyphens_ > 0) last_hyphen_ = visible_size + 1;
  if (splits_word && zero_width > 0 && !is_hyphenated) found.add(Layer::kZeroWidth, 1);
  if (splits_word && marks_ > 0) found.add(Layer::kBidi, 1);
  if (zero_width >= kLongRun) found.add(Layer::kZeroWidth, zero_width / 4);
  count_ = overrides_ = marks_ = tags_ = soft_hyphens_ = 0;
}

}  // namespace gs::text
