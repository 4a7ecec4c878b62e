#include "detect/injection/phrases.h"

#include <charconv>
#include <initializer_list>

namespace gs::detect {
namespace {

// What may stand between two words of a phrase in another language, whose letters take two or three
// bytes each.
constexpr size_t kLanguageGap = 36;

// The text up to the next `separator`, which is taken off with it.
std::string_view take(std::string_view& rest, char separator) {
  const size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return taken;
}

void add_literals(std::string_view alternatives, std::vector<std::string>& literals) {
  while (!alternatives.empty()) {
    const std::string_view alternative = take(alternatives, '|');
    const bool braced =
        alternative.size() > 2 && alternative.front() == '{' && alternative.back() == '}';
    const std::string_view word =
        braced ? shared_word(alternative.substr(1, alternative.size() - 2)) : std::string_view();
    if (!word.empty()) {
      add_literals(word, literals);
      continue;
    }
    std::string literal(alternative);
    for (char& c : literal) {
      if (c == '+') c = ' ';
      if (c == '^') c = '|';
    }
    if (!literal.empty()) literals.push_back(std::move(literal));
  }
}

PhrasePart parse_part(std::string_view text) {
  PhrasePart part;
  if (text.front() == '~') {
    const size_t colon = text.find(':');
    std::from_chars(text.data() + 1, text.data() + colon, part.gap);
    text.remove_prefix(colon + 1);
  }
  add_literals(text, part.literals);
  return part;
}

void add_language(const LanguageWords& words, std::vector<ParsedPhrase>& rows) {
  const auto add = [&rows](Family family, double weight,
                           std::initializer_list<std::string_view> parts) {
    ParsedPhrase row{family, weight, {}};
    for (std::string_view alternatives : parts) {
      PhrasePart part{{}, kLanguageGap};
      add_literals(alternatives, part.literals);
      if (part.literals.empty()) return;  // the language says it in one word
      row.parts.push_back(std::move(part));
    }
    rows.push_back(std::move(row));
  };
  add(Family::kOverride, 1.0, {words.ignore, words.previous, words.instructions});
  add(Family::kOverride, 1.0, {words.ignore, words.instructions, words.previous});
  add(Family::kOverride, 1.0, {words.previous, words.instructions, words.ignore});
  add(Family::kOverride, 0.5, {words.ignore, words.instructions});
  add(Family::kOverride, 0.9, {words.ignore, words.all, words.said});
  add(Family::kOverride, 0.9, {words.all, words.said, words.ignore});
  add(Family::kOverride, 0.9, {words.said, words.all, words.ignore});
  add(Family::kExtraction, 1.0, {words.reveal, words.instructions, words.hidden});
  add(Family::kExtraction, 1.0, {words.reveal, words.hidden, words.instructions});
  add(Family::kExtraction, 1.0, {words.hidden, words.instructions, words.reveal});
  add(Family::kSecretGame, 0.8, {words.reveal, words.password, words.hidden});
  add(Family::kSecretGame, 0.8, {words.reveal, words.hidden, words.password});
  add(Family::kSecretGame, 0.8, {words.hidden, words.password, words.reveal});
  add(Family::kNoLimits, 0.6, {words.without, words.limits});
  add(Family::kNoLimits, 0.6, {words.limits, words.without});
  add(Family::kRolePlay, 0.5, {words.persona});
  add(Family::kNoLimits, 1.0, {words.persona, words.without, words.limits});
  add(Family::kNoLimits, 1.0, {words.persona, words.limits, words.without});
}

}  // namespace

ParsedPhrase parse_phrase(const Phrase& phrase) {
  ParsedPhrase parsed{phrase.family, phrase.weight / 100.0, {}};
  std::string_view rest = phrase.line;
  while (!rest.empty()) {
    const std::string_view part = take(rest, ' ');
    if (!part.empty()) parsed.parts.push_back(parse_part(part));
  }
  return parsed;
}

std::vector<ParsedPhrase> all_phrases() {
  std::vector<ParsedPhrase> rows;
  for (const std::span<const Phrase> table :
       {override_phrases(), persona_phrases(), extraction_phrases(), indirect_phrases(),
        structure_phrases()}) {
    for (const Phrase& phrase : table) rows.push_back(parse_phrase(phrase));
  }
  for (const LanguageWords& words : language_words()) add_language(words, rows);
  return rows;
}

}  // namespace gs::detect
