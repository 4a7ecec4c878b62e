#include "detect/harm/stretches.h"

#include <algorithm>
#include <array>

namespace gs::detect {
namespace {

constexpr size_t kLongestSentence = 48;  // tokens
constexpr size_t kWindow = 256;          // tokens

// Beyond ASCII: ideographic full stop, full-width ! and ?, danda, Arabic question mark and stop.
constexpr std::string_view kWideStops[] = {"。", "！", "？", "।", "؟", "۔"};

constexpr std::array<bool, 256> make_first_bytes() {
  std::array<bool, 256> may_end{};
  for (const char c : {'\n', '.', '!', '?'}) may_end[static_cast<unsigned char>(c)] = true;
  for (const std::string_view stop : kWideStops)
    may_end[static_cast<unsigned char>(stop[0])] = true;
  return may_end;
}

constexpr std::array<bool, 256> kMayEnd = make_first_bytes();

// Bytes of the end of a sentence at `at`, 0 where there is none.
size_t sentence_end(std::string_view text, size_t at) {
  const char c = text[at];
  if (!kMayEnd[static_cast<unsigned char>(c)]) return 0;
  if (c == '\n') return 1;
  if (c == '.' || c == '!' || c == '?') {
    return at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n' ? 1 : 0;
  }
  for (const std::string_view stop : kWideStops) {
    if (text.substr(at, stop.size()) == stop) return stop.size();
  }
  return 0;
}

// Puts down sentences, and pairs of them, as their ends become known.
class Sentences {
 public:
  Sentences(const Features& features, std::vector<Stretch>& stretches)
      : features_(features), stretches_(stretches) {}

  // A sentence ends before byte `at`.
  void end_before(size_t at) {
    while (token_ < features_.tokens() && features_.begin(token_) < at) {
      ++token_;
      if (token_ - first_ == kLongestSentence) close();
    }
    close();
  }

 private:
  void close() {
    if (token_ == first_) return;
    add(first_);
    if (before_ < first_) add(before_);
    before_ = first_;
    first_ = token_;
  }

  // What is all of the text is no part.
  void add(size_t first) {
    if (first > 0 || token_ < features_.tokens()) stretches_.push_back({first, token_, true});
  }

  const Features& features_;
  std::vector<Stretch>& stretches_;
  size_t token_ = 0;   // the next one
  size_t first_ = 0;   // of the open sentence
  size_t before_ = 0;  // first of the sentence before
};

}  // namespace

void find_stretches(std::string_view text, const Features& features,
                    std::vector<Stretch>& stretches) {
  stretches.clear();
  const size_t tokens = features.tokens();
  if (tokens == 0) return;
  Sentences sentences(features, stretches);
  for (size_t at = 0; at < text.size();) {
    const size_t end = sentence_end(text, at);
    at += std::max<size_t>(end, 1);
    if (end > 0) sentences.end_before(at);
  }
  sentences.end_before(text.size());
  for (size_t from = 0; from == 0 || from + kWindow / 2 < tokens; from += kWindow / 2) {
    stretches.push_back({from, std::min(from + kWindow, tokens), false});
  }
}

}  // namespace gs::detect
