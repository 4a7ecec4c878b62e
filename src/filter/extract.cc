#include "filter/extract.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/utf8.h"

namespace gs::filter {
namespace {

constexpr size_t kLongestSentence = 240;  // code points
constexpr size_t kShortestWord = 4;       // of scripts with spaces: shorter ones carry little
constexpr size_t kLongestGap = 4;         // words between two significant ones of a cluster

bool is_space(char32_t c) {
  return c <= ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

// Scripts written without spaces have no words to count; a character stands for one.
bool stands_alone(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) ||
         (c >= 0x2E80 && c <= 0x9FFF && !(c >= 0x3000 && c <= 0x3004)) ||
         (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_letter(char32_t c) {
  if (c >= 0x80) return c > 0xBF && !is_space(c) && !(c >= 0x2000 && c <= 0x206F);
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_wide_stop(char32_t c) {
  return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x0964 || c == 0x06D4;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// Cuts a text into sentences.
class Sentences {
 public:
  explicit Sentences(std::string_view text) : text_(text) {
    char32_t last = 0;
    for (size_t at = 0; at < text_.size();) {
      const size_t here = at;
      const char32_t c = next_code_point(text_, at);
      const bool behind_stop = last == '.' || last == '!' || last == '?';
      if (is_space(c)) space_ = at;
      if (c == '\n' || is_wide_stop(c) || (behind_stop && is_space(c))) {
        cut(at);
      } else if (++characters_ > kLongestSentence) {
        cut(space_ > begin_ ? space_ : here);
      }
      last = c;
    }
    cut(text_.size());
  }

  const std::vector<std::string_view>& all() const { return sentences_; }

 private:
  void cut(size_t end) {
    const std::string_view sentence = trimmed(text_.substr(begin_, end - begin_));
    if (!sentence.empty()) sentences_.push_back(sentence);
    begin_ = end;
    characters_ = 0;
  }

  std::string_view text_;
  size_t begin_ = 0;
  size_t space_ = 0;  // behind the last white space
  size_t characters_ = 0;
  std::vector<std::string_view> sentences_;
};

using Words = std::vector<std::string>;

// A word too short to carry meaning is there, as an empty one: it takes up room in a cluster.
void add_word(std::string& word, size_t characters, bool alone, Words& words) {
  if (characters == 0) return;
  words.push_back(alone || characters >= kShortestWord ? word : std::string());
  word.clear();
}

Words words_of(std::string_view sentence) {
  Words words;
  std::string word;
  size_t characters = 0;
  for (size_t at = 0; at < sentence.size();) {
    const char32_t c = next_code_point(sentence, at);
    const bool alone = stands_alone(c);
    if (alone || !is_letter(c)) {
      add_word(word, characters, false, words);
      characters = 0;
    }
    if (!alone && !is_letter(c)) continue;
    append_code_point(word, c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    ++characters;
    if (!alone) continue;
    add_word(word, 1, true, words);
    characters = 0;
  }
  add_word(word, characters, false, words);
  return words;
}

using Counts = std::unordered_map<std::string, size_t>;

// The square of the significant words of the densest cluster over its length.
double score(const Words& words, const Counts& counts) {
  double best = 0;
  size_t begin = 0;
  size_t last = 0;
  double significant = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto count = counts.find(words[i]);
    if (words[i].empty() || count == counts.end() || count->second < 2) continue;
    if (significant == 0 || i - last > kLongestGap) {
      begin = i;
      significant = 0;
    }
    ++significant;
    last = i;
    best = std::max(best, significant * significant / static_cast<double>(last - begin + 1));
  }
  return best;
}

std::vector<double> scores_of(const std::vector<std::string_view>& sentences) {
  std::vector<Words> words;
  Counts counts;
  for (std::string_view sentence : sentences) {
    words.push_back(words_of(sentence));
    for (const std::string& word : words.back()) ++counts[word];
  }
  std::vector<double> scores;
  for (const Words& of_sentence : words) scores.push_back(score(of_sentence, counts));
  return scores;
}

std::string_view beginning(std::string_view text, size_t characters) {
  return text.substr(0, std::min(byte_offset(text, characters), text.size()));
}

}  // namespace

std::string extract_summary(std::string_view text, const ExtractLimits& limits) {
  const Sentences cut(text);
  const auto& sentences = cut.all();
  const std::vector<double> scores = scores_of(sentences);
  std::vector<size_t> order(sentences.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  std::vector<size_t> chosen;
  size_t left = limits.max_characters;
  for (size_t i : order) {
    if (chosen.size() == limits.max_sentences) break;
    const size_t size = count_code_points(sentences[i]) + (chosen.empty() ? 0 : 1);
    if (size > left && !chosen.empty()) continue;
    chosen.push_back(i);
    left -= std::min(size, left);
  }
  std::sort(chosen.begin(), chosen.end());
  std::string summary;
  for (size_t i : chosen) {
    if (!summary.empty()) summary += ' ';
    summary += sentences[i];
  }
  return std::string(beginning(summary, limits.max_characters));
}

}  // namespace gs::filter
