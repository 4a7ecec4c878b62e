#include "detect/output/system_texts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "detect/output/word_reader.h"
#include "text/plain_view.h"

namespace gs::detect {
namespace {

constexpr uint32_t kFewestWords = 4;  // shorter texts and runs say nothing
constexpr uint32_t kRunWords = 8;
constexpr uint32_t kWholeWords = 32;

struct Words {
  std::vector<OutputWord> words;
  size_t quarters = 0;
  size_t longest = 0;

  void word(const OutputWord& word) {
    words.push_back(word);
    quarters += word.quarters;
    longest = std::max(longest, word.end - word.begin);
  }
  void gap(char32_t, size_t) {}
};

// All words; one that begins at kNowhere stands between two texts.
Words read(std::span<const std::string_view> texts, uint64_t seed) {
  Words read;
  for (std::string_view text : texts) {
    text::PlainView view;
    view.begin_segment();
    OutputWordReader reader(seed);
    reader.feed(view.feed(text), read);
    reader.end(read);
    read.words.push_back({0, kNowhere, kNowhere, 0});
  }
  return read;
}

}  // namespace

SystemTexts::SystemTexts(WordIndex words, SuffixAutomaton stretches, size_t longest_word,
                         size_t quarters)
    : words_(std::move(words)), stretches_(std::move(stretches)), longest_word_(longest_word) {
  const size_t half = std::max<size_t>(quarters / 2, kFewestWords * kQuarters);
  threshold_ = static_cast<uint32_t>(std::min<size_t>(half, kRunWords * kQuarters));
  whole_ = static_cast<uint32_t>(std::min<size_t>(quarters, kWholeWords * kQuarters));
}

std::optional<SystemTexts> SystemTexts::learn(std::span<const std::string_view> texts,
                                              uint64_t seed) {
  if (texts.empty()) return std::nullopt;
  const Words found = read(texts, seed);
  if (found.quarters < kFewestWords * kQuarters) return std::nullopt;
  WordIndex index(found.words.size());
  SuffixAutomaton stretches(found.words.size());
  // No word of an output has these numbers, so that no run goes on into the next text.
  auto separator = static_cast<uint32_t>(-1);
  for (const OutputWord& word : found.words) {
    stretches.append(word.begin == kNowhere ? separator-- : index.add(word.hash));
  }
  return SystemTexts(std::move(index), std::move(stretches), found.longest, found.quarters);
}

}  // namespace gs::detect
