#include "detect/scan/recogniser_set.h"

#include <algorithm>
#include <map>
#include <tuple>
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
          .open_ended = (row.flags & kOpenEnded) != 0,
          .longest = row.longest};
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

// The context words of rows as patterns, each once.
struct Words {
  std::map<std::string, size_t> numbers;  // by pattern
  std::vector<Automaton::Pattern> patterns;

  size_t number_of(std::string_view word) {
    const auto [entry, is_new] = numbers.emplace(pattern_of_word(word), numbers.size());
    if (is_new) {
      const bool ends_in_word = is_ascii_word(static_cast<unsigned char>(word.back()));
      patterns.push_back({entry->first, {.any_case = true, .open_right = !ends_in_word}});
    }
    return entry->second;
  }
};

bool needs_word(const Recogniser& row, const EntityThresholds& thresholds) {
  return std::max(row.score, row.valid_score) < thresholds.of(row.entity);
}

}  // namespace

Result<RecogniserSet> RecogniserSet::compile(std::span<const Recogniser> rows,
                                             const EntityThresholds& thresholds) {
  std::vector<Automaton::Pattern> patterns;
  std::vector<Shape> shapes;
  std::vector<uint16_t> pattern_of_row;
  std::map<std::tuple<std::string_view, uint8_t, uint16_t>, uint16_t> known;
  Words words;
  std::vector<std::vector<size_t>> words_of_row;
  for (const Recogniser& row : rows) {
    const auto flags = static_cast<uint8_t>(row.flags & ~kLabelWins);
    const auto number = static_cast<uint16_t>(pattern_of_row.size());
    const auto [entry, is_new] = known.emplace(std::tuple(row.pattern, flags, row.longest),
                                               static_cast<uint16_t>(shapes.size()));
    if (is_new) {
      patterns.push_back({row.pattern, traits_of(row)});
      shapes.emplace_back();
    }
    Shape& shape = shapes[entry->second];
    shape.has_context |= !row.context.empty();
    (needs_word(row, thresholds) ? shape.rows_by_word : shape.rows).push_back(number);
    pattern_of_row.push_back(entry->second);
    std::vector<size_t>& numbers = words_of_row.emplace_back();
    for (std::string_view word : words_of(row.context)) numbers.push_back(words.number_of(word));
  }
  for (std::string_view placeholder : placeholder_patterns()) {
    patterns.push_back({placeholder, {.open_left = true, .open_right = true, .first_wins = true}});
  }
  GS_TRY(Automaton automaton, Automaton::compile(patterns));
  GS_TRY(Automaton word_automaton, Automaton::compile(words.patterns));
  RecogniserSet set(std::move(automaton), std::move(word_automaton));
  set.rows_.assign(rows.begin(), rows.end());
  set.shapes_ = std::move(shapes);
  set.pattern_of_row_ = std::move(pattern_of_row);
  for (const std::vector<size_t>& numbers : words_of_row) {
    std::vector<bool>& flagged = set.contexts_.emplace_back(words.patterns.size(), false);
    for (size_t number : numbers) flagged[number] = true;
  }
  return set;
}

}  // namespace gs::detect
