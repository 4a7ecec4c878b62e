#include "detect/names/word_lists.h"

#include "detect/names/name_hash.h"

namespace gs::detect {
namespace {

constexpr uint16_t kBeginFlags = kCityBegin | kCountryBegin | kCompanyBegin;

}  // namespace

uint64_t phrase_key(uint64_t phrase, uint64_t word) {
  return mix(phrase, word ^ 0x5851F42D4C957F2Dull);
}

bool WordLists::mark(std::span<NameToken* const> tokens) const {
  uint64_t key = 0;
  const size_t most = tokens.size() < kMaxPhraseTokens ? tokens.size() : kMaxPhraseTokens;
  for (size_t length = 1; length <= most; ++length) {
    key = phrase_key(key, tokens[length - 1]->word);
    const uint16_t flags = table_.find(key);
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
