#include "detect/scan/recogniser_set.h"

#include <map>
#include <utility>

#include "detect/scan/placeholder.h"
#include "detect/scan/word.h"

namespace gs::detect {
namespace {

Automaton::Traits traits_of(const Recogniser& row) {
  return {.any_case = (row.flags & kAnyCase) != 0,
          .open_left = (row.flags & kOpenLeft) != 0,
          .open_right = (row.flags & kOpenRight) != 0,
          .every_end = (row.flags & kEveryEnd) != 0,
          .open_ended = (row.flags & kOpenEnded) != 0};
}

// "ssn|social security" as its words.
std::vector<std::string_view> words_of(std::string_view context) {
  std::vector<std::string_view> words;
  while (!context.empty()) {
    const size_t bar = context.find('|');
    if (bar != 0) words.push_back(context.substr(0, bar));
    context.remove_prefix(bar == std::string_view::npos ? context.size() : bar + 1);
  }
  return words;
}

// A word as a pattern: literal, but any run of white space, '_' or '-' where it has a space.
std::string pattern_of_word(std::string_view word) {
  std::string pattern;
  for (char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      pattern += "[ _\\-\\n\\t]{1,2}";
    } else if (byte < 0x80 && !((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') &&
               !(c >= '0' && c <= '9')) {
      pattern += '\\';
      pattern += c;
    } else {
      pattern += c;
    }
  }
  return pattern;
}

}  // namespace

Result<RecogniserSet> RecogniserSet::compile(std::span<const Recogniser> rows) {
  std::vector<Automaton::Pattern> patterns;
  for (const Recogniser& row : rows) patterns.push_back({row.pattern, traits_of(row)});
  for (std::string_view placeholder : placeholder_patterns()) {
    patterns.push_back({placeholder, {.open_left = true, .open_right = true}});
  }
  std::map<std::string, size_t> words;  // pattern of a word -> its number
  std::vector<Automaton::Pattern> word_patterns;
  std::vector<std::vector<size_t>> words_of_row;
  for (const Recogniser& row : rows) {
    std::vector<size_t>& numbers = words_of_row.emplace_back();
    for (std::string_view word : words_of(row.context)) {
      auto [entry, is_new] = words.emplace(pattern_of_word(word), words.size());
      if (is_new) {
        const bool ends_in_word = is_ascii_word(static_cast<unsigned char>(word.back()));
        word_patterns.push_back({entry->first, {.any_case = true, .open_right = !ends_in_word}});
      }
      numbers.push_back(entry->second);
    }
  }
  GS_TRY(Automaton automaton, Automaton::compile(patterns));
  GS_TRY(Automaton word_automaton, Automaton::compile(word_patterns));
  RecogniserSet set(std::move(automaton), std::move(word_automaton));
  set.rows_.assign(rows.begin(), rows.end());
  for (const std::vector<size_t>& numbers : words_of_row) {
    std::vector<bool>& flags = set.contexts_.emplace_back(words.size(), false);
    for (size_t number : numbers) flags[number] = true;
  }
  return set;
}

}  // namespace gs::detect
