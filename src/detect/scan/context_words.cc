#include "detect/scan/context_words.h"

#include <algorithm>

#include "detect/scan/word.h"

namespace gs::detect {
namespace {

constexpr size_t kContextBytes = 96;   // how far before a match a context word may end
constexpr size_t kLabelGapBytes = 20;  // how much may stand between a label and its value
constexpr size_t kManyWords = 64;      // so many are worth forgetting old ones

bool is_filler(std::string_view word) {
  for (std::string_view filler : {"is", "was", "no", "nr", "num", "number", "code", "id", "my",
                                  "the", "of", "are", "ist", "es", "est"}) {
    if (word.size() != filler.size()) continue;
    if (std::equal(word.begin(), word.end(), filler.begin(),
                   [](char a, char b) { return (a | 0x20) == b; })) {
      return true;
    }
  }
  return false;
}

// Whether what stands between a word and a value makes the word its label: punctuation, spaces
// and words like "is" or "number", no line break.
bool is_label_gap(std::string_view gap) {
  for (size_t at = 0; at < gap.size();) {
    const auto c = static_cast<unsigned char>(gap[at]);
    if (c == '\n') return false;
    if (!is_ascii_word(c)) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < gap.size() && is_ascii_word(static_cast<unsigned char>(gap[end]))) ++end;
    if (!is_filler(gap.substr(at, end - at))) return false;
    at = end;
  }
  return true;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Whether a letter or digit ends at `at`.
bool is_after_word(std::string_view text, size_t at) {
  if (at == 0) return false;
  size_t before = at - 1;
  while (before > 0 && is_continuation(text[before])) --before;
  return word_character_at(text, before);
}

}  // namespace

void ContextWords::clear() {
  words_.clear();
  looked_to_ = 0;
  cut_ = 0;
}

bool ContextWords::any(size_t begin, const Window& window) {
  find(begin, window);
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    if (word->end <= begin && word->end > cut_ && begin - word->end <= kContextBytes) return true;
  }
  return false;
}

Context ContextWords::of(uint16_t row, size_t begin, const Window& window) {
  find(begin, window);
  Context best = Context::kNone;
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    if (word->end > begin || word->end <= cut_ || begin - word->end > kContextBytes) continue;
    if (!set_.is_context(row, word->number)) continue;
    best = Context::kNear;
    if (begin - word->end <= kLabelGapBytes && is_label_gap(window.part(word->end, begin))) {
      return Context::kLabel;
    }
  }
  return best;
}

// Makes the words known that begin before `until`.
void ContextWords::find(size_t until, const Window& window) {
  if (looked_to_ >= until) return;
  const size_t reach = until - std::min(until, kReachBytes);
  looked_to_ = std::max({looked_to_, reach, cut_, window.begin});
  if (words_.size() > kManyWords) {
    std::erase_if(words_, [&](const Word& word) { return word.end < reach; });
  }
  for (; looked_to_ < until; ++looked_to_) {
    if (!find_at(looked_to_, window)) break;
  }
}

// Adds the words that begin at `begin`; false when the text ends before it is certain which do.
bool ContextWords::find_at(size_t begin, const Window& window) {
  const std::string_view text = window.text;
  size_t at = begin - window.begin;
  const auto first = static_cast<unsigned char>(text[at]);
  Automaton::State state = set_.words().begin(false, first);
  if (state == Automaton::kDead || is_after_word(text, at)) return true;
  for (++at; at < text.size() && state != Automaton::kDead; ++at) {
    const bool is_end = set_.words().accepts(state) && !is_continuation(text[at]);
    const bool before_word = is_end && word_character_at(text, at);
    if (is_end && (!before_word || set_.words().accepts_inside(state))) {
      for (uint16_t number : set_.words().accepted(state)) {
        if (before_word && !set_.words().traits(number).open_right) continue;
        words_.push_back({window.begin + at, number});
      }
    }
    state = set_.words().next(state, static_cast<unsigned char>(text[at]));
  }
  return state == Automaton::kDead;
}

}  // namespace gs::detect
