#include "detect/learned/words.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace gs::detect {
namespace {

enum class Kind : uint8_t { kBlank, kLetter, kSign, kWide };  // kWide: begins beyond ASCII

constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds{};
  for (size_t c = 0; c < kinds.size(); ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c >= 0x80) {
      kinds[c] = Kind::kWide;
    } else if (letter) {
      kinds[c] = Kind::kLetter;
    } else if ((c > ' ' && c != 0x7F) || c == '\n') {
      kinds[c] = Kind::kSign;
    }
  }
  return kinds;
}

constexpr std::array<Kind, 256> kKinds = make_kinds();

Kind kind_of(char c) {
  return kKinds[static_cast<unsigned char>(c)];
}

struct CodePoint {
  uint32_t value;
  size_t bytes;
};

// What is not UTF-8 is a letter of one byte.
CodePoint code_point_at(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t bytes = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
  if (bytes == 1 || at + bytes > text.size()) return {lead, 1};
  uint32_t value = lead & (0xFFu >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0) != 0x80) return {lead, 1};
    value = value << 6 | (next & 0x3Fu);
  }
  return {value, bytes};
}

bool is_sign(uint32_t c) {
  return (c >= 0xA1 && c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) ||
         (c >= 0x2010 && c < 0x2C00) || (c >= 0x3001 && c < 0x3040) ||
         (c >= 0xFE10 && c < 0xFE70) || (c >= 0x1F000 && c < 0x20000);
}

bool is_blank(uint32_t c) {
  return c == 0xA0 || (c >= 0x2000 && c < 0x2010) || c == 0x3000;
}

// Scripts whose words are not set apart by blanks.
bool stands_alone(uint32_t c) {
  return (c >= 0x0E00 && c < 0x0F00) || (c >= 0x1000 && c < 0x10A0) ||
         (c >= 0x1780 && c < 0x1800) || (c >= 0x3040 && c < 0xA000) ||
         (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x40000);
}

bool is_letter(uint32_t c) {
  return !is_blank(c) && !is_sign(c) && !stands_alone(c);
}

// Simple case folding of the alphabets that have case and are much in use.
uint32_t fold(uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c >= '0' && c <= '9' ? '0' : c;
  if (c >= 0xC0 && c < 0xDF && c != 0xD7) return c + 0x20;
  if ((c >= 0x100 && c < 0x138) || (c >= 0x14A && c < 0x178) || (c >= 0x1E00 && c < 0x1F00)) {
    return c | 1;
  }
  if (c >= 0x139 && c < 0x149) return c + (c & 1);
  if (c >= 0x391 && c < 0x3AA) return c + 0x20;
  if (c == 0x3C2) return 0x3C3;  // final sigma
  if (c >= 0x400 && c < 0x410) return c + 0x50;
  if (c >= 0x410 && c < 0x430) return c + 0x20;
  if (c >= 0x531 && c < 0x557) return c + 0x30;
  return c;
}

// Eight bytes at once: letters lower case, digits to '0'. For ASCII letters and digits alone.
uint64_t fold_eight(uint64_t bytes) {
  constexpr uint64_t kEach = 0x0101010101010101u;
  const uint64_t letters = (bytes >> 6 & kEach) << 5;                 // 0x20 where bit 0x40 is set
  const uint64_t digits = (~bytes >> 6 & bytes >> 4 & kEach) * 0x0F;  // 0x0F where 0x3? stands
  return (bytes | letters) & ~digits;
}

uint64_t load(const char* bytes, size_t count) {
  uint64_t value = 0;
  if (count >= 8) {
    std::memcpy(&value, bytes, 8);
  } else if (count >= 4) {
    uint32_t low, high;
    std::memcpy(&low, bytes, 4);
    std::memcpy(&high, bytes + count - 4, 4);
    value = low | static_cast<uint64_t>(high) << (8 * (count - 4));
  } else {
    for (size_t i = 0; i < count; ++i) {
      value |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
  }
  return value;
}

constexpr uint64_t kWordSeed = 1, kHeadSeed = 2, kTailSeed = 3, kSignSeed = 4;
constexpr size_t kLongest = 64;  // bytes of a word that count

void hash_word(Word& word, const char* bytes, size_t count) {
  uint64_t hash = kWordSeed;
  size_t at = 0;
  for (; at + 8 <= count; at += 8) hash = mix(load(bytes + at, 8), hash);
  if (at < count) hash = mix(load(bytes + at, count - at), hash);
  word.whole = mix(hash, count);
  word.head = count >= 6 ? mix(load(bytes, 4), kHeadSeed) : 0;
  word.tail = count >= 5 ? mix(load(bytes + count - 3, 3), kTailSeed) : 0;
}

}  // namespace

bool WordReader::next(Word& word) {
  while (at_ < text_.size()) {
    word.begin = static_cast<uint32_t>(at_);
    switch (kind_of(text_[at_])) {
      case Kind::kBlank:
        ++at_;
        break;
      case Kind::kSign:
        return read_sign(word, static_cast<unsigned char>(text_[at_]), at_ + 1);
      case Kind::kLetter:
        return read_ascii_word(word);
      case Kind::kWide: {
        const CodePoint found = code_point_at(text_, at_);
        if (is_blank(found.value)) {
          at_ += found.bytes;
          break;
        }
        if (is_sign(found.value)) return read_sign(word, found.value, at_ + found.bytes);
        if (stands_alone(found.value)) {
          at_ += found.bytes;
          word.whole = mix(found.value, kWordSeed);
          word.head = word.tail = 0;
          return true;
        }
        return read_any_word(word);
      }
    }
  }
  return false;
}

// The common case: letters and digits of ASCII up to something that is neither they nor wider.
bool WordReader::read_ascii_word(Word& word) {
  size_t end = at_ + 1;
  while (end < text_.size() && kind_of(text_[end]) == Kind::kLetter) ++end;
  if (end < text_.size() && kind_of(text_[end]) == Kind::kWide) return read_any_word(word);
  const size_t count = std::min(end - at_, kLongest);
  char folded[kLongest];
  for (size_t i = 0; i < count; i += 8) {
    const uint64_t eight = fold_eight(load(text_.data() + at_ + i, count - i));
    std::memcpy(folded + i, &eight, 8);
  }
  hash_word(word, folded, count);
  at_ = end;
  return true;
}

bool WordReader::read_any_word(Word& word) {
  char folded[kLongest];
  size_t count = 0;
  while (at_ < text_.size()) {
    const Kind kind = kind_of(text_[at_]);
    if (kind != Kind::kLetter && kind != Kind::kWide) break;
    const CodePoint found = code_point_at(text_, at_);
    if (kind == Kind::kWide && !is_letter(found.value)) break;
    at_ += found.bytes;
    // Three bytes for each letter beyond ASCII, which UTF-8 need not be undone to.
    const uint32_t letter = fold(found.value);
    const size_t bytes = letter < 0x80 ? 1 : 3;
    if (count + bytes > kLongest) continue;
    for (size_t i = 0; i < bytes; ++i)
      folded[count++] = static_cast<char>(letter >> (8 * i) & 0xFF);
  }
  hash_word(word, folded, count);
  return true;
}

// A run of one sign is one token.
bool WordReader::read_sign(Word& word, uint32_t code_point, size_t behind) {
  const std::string_view sign = text_.substr(at_, behind - at_);
  at_ = behind;
  while (text_.substr(at_, sign.size()) == sign) at_ += sign.size();
  word.whole = mix(code_point, kSignSeed);
  word.head = word.tail = 0;
  return true;
}

}  // namespace gs::detect
