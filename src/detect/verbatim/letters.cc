#include "detect/verbatim/letters.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <stdexcept>
#include <vector>

namespace gs::detect {
namespace {

constexpr char32_t kTableSize = 0x10000;
constexpr unsigned kKindShift = 24;

constexpr bool is_accent(char32_t c) {
  return c >= 0x300 && c <= 0x36F;
}

bool is_alone(UChar32 c) {
  constexpr UScriptCode kScripts[] = {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_THAI,
                                      USCRIPT_LAO, USCRIPT_KHMER,    USCRIPT_MYANMAR};
  for (const UScriptCode script : kScripts) {
    if (uscript_hasScript(c, script) != 0) return true;
  }
  return false;
}

// The letter below its accents: what remains of the canonical decomposition, when that is one code
// point.
char32_t without_accents(const icu::Normalizer2& nfd, char32_t c) {
  icu::UnicodeString parts;
  if (!nfd.getDecomposition(static_cast<UChar32>(c), parts)) return c;
  const UChar32 base = parts.char32At(0);
  for (int32_t at = parts.moveIndex32(0, 1); at < parts.length(); at = parts.moveIndex32(at, 1)) {
    if (!is_accent(static_cast<char32_t>(parts.char32At(at)))) return c;
  }
  return static_cast<char32_t>(base);
}

Letter classify(char32_t c) {
  if (is_accent(c)) return {LetterKind::kIgnored, 0};
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no NFD data");
  const char32_t base = without_accents(*nfd, c);
  const auto folded = static_cast<UChar32>(without_accents(
      *nfd, static_cast<char32_t>(u_foldCase(static_cast<UChar32>(base), U_FOLD_CASE_DEFAULT))));
  constexpr uint32_t kInWords = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  if ((U_GET_GC_MASK(folded) & kInWords) == 0) return {LetterKind::kSeparator, 0};
  const LetterKind kind = is_alone(folded) ? LetterKind::kAlone : LetterKind::kWord;
  return {kind, static_cast<char32_t>(folded)};
}

std::vector<uint32_t> make_table() {
  std::vector<uint32_t> table(kTableSize);
  for (char32_t c = 0; c < kTableSize; ++c) {
    const Letter letter = classify(c);
    table[c] = static_cast<uint32_t>(letter.kind) << kKindShift | letter.folded;
  }
  return table;
}

}  // namespace

Letter letter_of(char32_t code_point) {
  static const std::vector<uint32_t> table = make_table();
  if (code_point >= kTableSize) return classify(code_point);
  const uint32_t entry = table[code_point];
  return {static_cast<LetterKind>(entry >> kKindShift), entry & 0xFFFFFF};
}

}  // namespace gs::detect
