#include "detect/names/word_lists.h"

#include "detect/names/name_hash.h"

namespace gs::detect {
namespace {

constexpr uint16_t kBeginFlags = kCityBegin | kCountryBegin | kCompanyBegin;

}  // namespace

uint64_t phrase_key(uint64_t phrase, uint64_t word) {
  return mix(phrase, word ^ 0x5851F42D4C957F2Dull);
}

size_t word_slot(uint64_t key, size_t slots) {
  return static_cast<size_t>(((key >> 32) * slots) >> 32);
}

uint16_t word_check(uint64_t key) {
  const auto check = static_cast<uint16_t>(key);
  return check == 0 ? 1 : check;
}

uint16_t WordLists::find(uint64_t key) const {
  if (slots_.empty()) return 0;
  const uint16_t check = word_check(key);
  size_t at = word_slot(key, slots_.size());
  for (size_t probe = 0; probe < kMaxWordProbes; ++probe) {
    const WordSlot& slot = slots_[at];
    if (slot.check == check) return slot.flags;
    if (slot.check == 0) return 0;
    if (++at == slots_.size()) at = 0;
  }
  return 0;
}

bool WordLists::mark(std::span<NameToken* const> tokens) const {
  uint64_t key = 0;
  const size_t most = tokens.size() < kMaxPhraseTokens ? tokens.size() : kMaxPhraseTokens;
  for (size_t length = 1; length <= most; ++length) {
    key = phrase_key(key, tokens[length - 1]->word);
    const uint16_t flags = find(key);
    if (length == 1) {
      tokens[0]->lists |= flags & static_cast<uint16_t>(~kGoesOn);
    } else if (const uint16_t phrase = flags & kBeginFlags; phrase != 0) {
      tokens[0]->lists |= phrase;
      // "inside" stands one bit above "begin".
      const auto inside = static_cast<uint16_t>(phrase << 1);
      for (size_t i = 1; i < length; ++i) tokens[i]->lists |= inside;
    }
    if ((flags & kGoesOn) == 0) return true;
  }
  return most == kMaxPhraseTokens;
}

}  // namespace gs::detect
