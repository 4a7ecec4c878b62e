// Letters set apart by single spaces have lost the borders of their words. They are found again by
// the division with the most letters in long words: value(i) = max(value(i + 1), value(i + n) +
// n^2) over the words of n letters that begin at i, from the last letter to the first. Runs that
// are not mostly words (initials, columns, the alphabet) stay as they are.
#include "text/respelling.h"

#include <algorithm>

#include "base/utf8.h"

namespace gs::text {

bool Respelling::respell(const HiddenView& from, const Clues& clues, HiddenView& to,
                         Obfuscation& found) {
  from_ = &from;
  to_ = &to;
  found_ = &found;
  done_ = 0;
  to.clear();
  to.layers = from.layers;
  auto run = clues.single_letters().begin();
  const auto last_run = clues.single_letters().end();
  if (clues.has_leet()) {
    for (const LeetWord& word : clues.leet_words()) {
      for (; run != last_run && run->begin < word.span.begin; ++run) put_letters(*run);
      put_leet(word);
    }
  }
  for (; run != last_run; ++run) put_letters(*run);
  if (done_ == 0) return false;
  to.append_part(from, {done_, from.text.size()});
  return true;
}

void Respelling::put_leet(const LeetWord& word) {
  if (word.span.begin < done_) return;
  to_->append_part(*from_, {done_, word.span.end});
  done_ = word.span.end;
  for (size_t i = to_->text.size() - (word.span.end - word.span.begin); i < to_->text.size(); ++i) {
    to_->text[i] = leet_letter(to_->text[i], word.ambiguous);
  }
  to_->layers.add(Layer::kLeet);
  if (word.is_known) found_->add(Layer::kLeet, 1);
}

void Respelling::read_letters(Span run) {
  letters_.clear();
  places_.clear();
  const std::string& text = from_->text;
  for (size_t at = run.begin; at < run.end;) {
    const size_t begin = at;
    const char32_t c = next_code_point(text, at);
    const char lower = c < 0x80 ? static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c) : '\x80';
    const bool is_letter = c >= 0x80 || (lower >= 'a' && lower <= 'z');
    if (!is_letter && (c < '0' || c > '9')) continue;
    letters_ += is_letter ? lower : leet_letter(lower, 'i');
    places_.push_back({begin, at});
  }
}

// Whether most of the letters belong to words of one of these forms.
bool Respelling::divide(unsigned forms) {
  constexpr size_t kShortest = 3;  // that counts as a word of the run
  const Vocabulary& vocabulary = Vocabulary::english();
  const size_t size = letters_.size();
  best_.assign(size + 1, 0);
  words_.assign(size, 0);
  for (size_t i = size; i-- > 0;) {
    best_[i] = best_[i + 1];
    WordHash hash;
    const size_t longest = std::min(Vocabulary::kLongestWord, size - i);
    for (size_t n = 1; n <= longest && letters_[i + n - 1] != '\x80'; ++n) {
      hash.add(letters_[i + n - 1]);
      const auto value = static_cast<uint32_t>(best_[i + n] + n * n);
      if (n < 2 || value <= best_[i] || (vocabulary.forms(hash) & forms) == 0) continue;
      best_[i] = value;
      words_[i] = static_cast<uint8_t>(n);
    }
  }
  size_t covered = 0;
  size_t longest = 0;
  for (size_t i = 0; i < size; i += std::max<size_t>(words_[i], 1)) {
    if (words_[i] >= kShortest) covered += words_[i];
    longest = std::max<size_t>(longest, words_[i]);
  }
  return longest > kShortest && covered * 5 >= size * 3;
}

void Respelling::put_letters(Span run) {
  if (run.begin < done_) return;
  read_letters(run);
  constexpr size_t kLongestInitials = 8;  // in scripts that no vocabulary tells words of
  const auto foreign = static_cast<size_t>(std::count(letters_.begin(), letters_.end(), '\x80'));
  if (foreign * 2 >= letters_.size()) {
    if (letters_.size() < kLongestInitials) return;
    words_.assign(letters_.size(), 0);
  } else if (!divide(kAsItStands) && !divide(kAsRot13 | kAsReversed | kAsBoth)) {
    return;
  }
  to_->append_part(*from_, {done_, run.begin});
  put_division();
  done_ = run.end;
  to_->layers.add(Layer::kSeparatedLetters);
  found_->add(Layer::kSeparatedLetters, letters_.size() / 4);
}

// Letters that belong to no word stay together, as far as the space between them is not wider than
// it is between the first two.
void Respelling::put_division() {
  size_t word_end = 0;
  bool was_word = false;
  const auto gap = [&](size_t i) { return places_[i].begin - places_[i - 1].end; };
  for (size_t i = 0; i < letters_.size(); ++i) {
    const bool begins_word = i >= word_end && words_[i] > 0;
    const bool begins_rest = i == word_end && was_word;
    const bool is_wide = i > 0 && i >= word_end && gap(i) > gap(1);
    if (i > 0 && (begins_word || begins_rest || is_wide)) {
      to_->append(" ", from_->map.original({places_[i - 1].end, places_[i].begin}));
    }
    if (begins_word) word_end = i + words_[i];
    was_word = i < word_end;
    to_->append_part(*from_, places_[i]);
    if (letters_[i] != '\x80') to_->text.back() = letters_[i];
  }
}

}  // namespace gs::text
