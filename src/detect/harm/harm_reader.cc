#include "detect/harm/harm_reader.h"

#include <algorithm>

#include "detect/harm/sentences.h"

namespace gs::detect {
namespace {

constexpr size_t kLongestSentence = 48;  // tokens
constexpr size_t kWindow = 256;          // tokens

void end_sentence(size_t token, std::vector<size_t>& borders) {
  while (token - borders.back() > kLongestSentence) {
    borders.push_back(borders.back() + kLongestSentence);
  }
  if (token > borders.back()) borders.push_back(token);
}

int64_t sum_of(const HarmModel& model, std::span<const uint32_t> hashes) {
  int64_t sum = 0;
  for (const uint32_t hash : hashes) sum += model.weight(hash);
  return sum;
}

}  // namespace

void HarmReader::cut(std::string_view block) {
  features_.read(block);
  borders_.assign(1, 0);
  size_t token = 0;
  for (size_t at = 0; at < block.size();) {
    at += sentence_length(block.substr(at));
    while (token < features_.tokens() && features_.begin(token) < at) ++token;
    end_sentence(token, borders_);
  }
}

void HarmReader::read_alone(std::string_view block) {
  alone_.read({});
  alone_borders_.assign(1, 0);
  for (size_t at = 0; at < block.size();) {
    const size_t length = sentence_length(block.substr(at));
    append_trimmed(block, at, at + length);
    at += length;
    end_sentence(alone_.tokens(), alone_borders_);
  }
}

// A sentence without the blanks and line ends around it.
void HarmReader::append_trimmed(std::string_view block, size_t begin, size_t end) {
  const auto is_blank = [block](size_t at) { return static_cast<unsigned char>(block[at]) <= ' '; };
  while (begin < end && is_blank(begin)) ++begin;
  while (begin < end && is_blank(end - 1)) --end;
  alone_.append(block.substr(begin, end - begin), begin);
}

std::span<const uint32_t> HarmReader::first_window() const {
  return features_.hashes(0, std::min(features_.tokens(), kWindow));
}

std::span<const uint32_t> HarmReader::hashes_in_place(const Stretch& stretch) const {
  if (stretch.sentences != 1) return hashes(stretch);
  size_t first = 0;
  while (first < features_.tokens() && features_.begin(first) < alone_.begin(stretch.first)) {
    ++first;
  }
  size_t last = first;
  while (last < features_.tokens() && features_.begin(last) <= alone_.begin(stretch.last - 1)) {
    ++last;
  }
  return features_.hashes(first, last);
}

void HarmReader::judge_sentences(const HarmModel& model) {
  for (size_t i = 1; i < alone_borders_.size(); ++i) {
    Stretch sentence{alone_borders_[i - 1], alone_borders_[i], 1};
    const auto hashed = hashes(sentence);
    sentence.margin = model.margin(sum_of(model, hashed), hashed.size());
    parts_.push_back(sentence);
  }
}

// Without the pairs of its first words with those before it.
void HarmReader::judge_run(Stretch& run, const HarmModel& model) const {
  int64_t sum = sums_[run.last] - sums_[run.first];
  size_t count = hashes(run).size();
  for (size_t i = 0; i < Features::kPairs && run.first + i < run.last; ++i) {
    const size_t beyond = std::min(Features::kPairs, run.first + i) - i;
    const auto features = features_.hashes(run.first + i, run.first + i + 1);
    sum -= sum_of(model, features.last(beyond));
    count -= beyond;
  }
  run.margin = model.margin(sum, count);
}

HarmReader::Found HarmReader::read(const HarmModel& model, std::string_view block, bool continues) {
  cut(block);
  parts_.clear();
  Found found;
  const size_t tokens = features_.tokens();
  if (tokens == 0) return found;
  found.tokens = continues ? std::max(tokens, HarmScale::kLong) : tokens;
  sums_.assign(1, 0);
  for (size_t token = 0; token < tokens; ++token) {
    sums_.push_back(sums_.back() + sum_of(model, features_.hashes(token, token + 1)));
  }
  for (size_t from = 0; from == 0 || from + kWindow / 2 < tokens; from += kWindow / 2) {
    Stretch window{from, std::min(from + kWindow, tokens)};
    window.margin = model.margin(sums_[window.last] - sums_[window.first], hashes(window).size());
    if (from == 0 || window.margin > found.window.margin) found.window = window;
  }
  found.part = found.window;  // of a text of one sentence
  if (sentences() == 1 && !continues) return found;
  read_alone(block);
  find_runs(borders_, parts_);
  for (Stretch& run : parts_) judge_run(run, model);
  judge_sentences(model);
  found.part = *std::max_element(parts_.begin(), parts_.end(),
                                 [](const auto& a, const auto& b) { return a.margin < b.margin; });
  if (found.tokens <= 2 * kWindow) return found;
  const Stretch inner = inner_.best(model, features_, borders_);
  if (inner.last > 0 && inner.margin > found.part.margin) found.part = inner;
  return found;
}

}  // namespace gs::detect
