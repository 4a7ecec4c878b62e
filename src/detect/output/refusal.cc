// One pass over the words. A stop (. ! ? or the like) ends a sentence: what was open is given up.
// What a stream holds back is a phrase that has begun, and an opening that still waits for its act.
#include "detect/output/refusal.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "detect/output/phrase_automaton.h"
#include "detect/output/refusal_phrases.h"
#include "detect/output/word_reader.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kRefused};

constexpr size_t kJudgedCharacters = 400;

// Words whose places are remembered: more than an opening, a gap and an act have together.
constexpr size_t kRemembered = 64;

enum class Part : uint8_t { kWhole, kOpening, kAct };

// What a phrase is, packed into its number.
constexpr uint16_t number_of(size_t block, Part part) {
  return static_cast<uint16_t>(block * 4 + static_cast<size_t>(part));
}

bool ends_sentence(char32_t c) {
  for (char32_t stop : U".!?。؟۔।॥…") {
    if (c == stop && c != 0) return true;
  }
  return false;
}

bool is_stop(char32_t c) {
  for (char32_t stop : U",;:\n-—、،؛)") {
    if (c == stop && c != 0) return true;
  }
  return ends_sentence(c);
}

class RefusalScan final : public Scan {
 public:
  RefusalScan(const PhraseAutomaton& phrases, const std::vector<uint8_t>& gaps)
      : phrases_(phrases), gaps_(gaps), openings_(gaps.size()) {}

  void begin_segment(text::Role) override {
    left_ = kJudgedCharacters;
    is_over_ = false;
  }

  void feed(std::string_view piece, std::vector<Finding>& findings) override {
    if (is_over_) return;
    findings_ = &findings;
    if (piece.size() > left_) piece = piece.substr(0, byte_offset_at_most(piece, left_));
    left_ -= count_code_points(piece);
    reader_.feed(piece, *this);
    // The word at the limit is not known whole, and does not count.
    if (left_ == 0) is_over_ = true;
  }

  void end_segment(std::vector<Finding>& findings) override {
    findings_ = &findings;
    reader_.end(*this);
    if (!is_over_) take_stopped();
    end_sentence();
    is_quoted_ = false;
    words_ = 0;
  }

  size_t held_from() const override {
    if (is_over_) return kNowhere;
    size_t from = reader_.open_from();
    if (const uint32_t open = phrases_.open_words(state_); open > 0) {
      from = std::min(from, begin_of(words_ - open));
    }
    for (size_t block = 0; waiting_ > 0 && block < openings_.size(); ++block) {
      if (is_waiting(block)) from = std::min(from, begin_of(openings_[block].first));
    }
    return from;
  }

  void report(SignalBoard& board) const override { board.raise(text::kRefused, refused_); }

  // For the reader.
  void word(const OutputWord& word) {
    if (is_over_) return;
    places_[words_ % kRemembered] = {word.begin, is_quoted_};
    ++words_;
    end_ = word.end;
    state_ = phrases_.next(state_, word.hash);
    if (state_ == PhraseAutomaton::kRoot) return;
    for (const PhraseAutomaton::End& end : phrases_.ends(state_)) {
      if (!end.needs_stop) take(end);
    }
  }

  void gap(char32_t c, size_t) {
    if (c == ' ' || is_over_) return;
    if (c == '"') is_quoted_ = !is_quoted_;
    if (c == U'«' || c == U'„' || c == U'「') is_quoted_ = true;
    if (c == U'»' || c == U'」') is_quoted_ = false;
    if (is_stop(c)) take_stopped();
    if (ends_sentence(c)) end_sentence();
  }

 private:
  struct Place {
    size_t begin = 0;
    bool is_quoted = false;
  };
  // The last opening of a block: its first word, and the word behind it.
  struct Opening {
    size_t first = 0;
    size_t end = 0;  // 0: none
  };

  static size_t byte_offset_at_most(std::string_view text, size_t characters) {
    return std::min(byte_offset(text, characters), text.size());
  }

  size_t begin_of(size_t word) const { return places_[word % kRemembered].begin; }

  bool is_waiting(size_t block) const {
    const Opening& opening = openings_[block];
    return opening.end > 0 && words_ - opening.end <= gaps_[block] + phrases_.longest();
  }

  // Phrases that waited for the stop that follows the last word.
  void take_stopped() {
    for (const PhraseAutomaton::End& end : phrases_.ends(state_)) {
      if (end.needs_stop) take(end);
    }
  }

  void take(const PhraseAutomaton::End& end) {
    const size_t block = end.number / 4;
    const size_t first = words_ - end.words;
    const auto part = static_cast<Part>(end.number % 4);
    if (is_over_ || places_[first % kRemembered].is_quoted) return;
    if (part == Part::kOpening) {
      if (openings_[block].end == 0) ++waiting_;
      openings_[block] = {first, words_};
    } else if (part == Part::kWhole) {
      refuse(first);
    } else {
      const Opening& opening = openings_[block];
      const bool is_near =
          opening.end > 0 && first >= opening.end && first - opening.end <= gaps_[block];
      if (is_near) refuse(opening.first);
    }
  }

  void refuse(size_t first) {
    findings_->push_back({"REFUSAL", 0, {begin_of(first), end_}, 1.0, true, false});
    refused_ = true;
    is_over_ = true;
  }

  void end_sentence() {
    state_ = PhraseAutomaton::kRoot;
    if (waiting_ == 0) return;
    std::fill(openings_.begin(), openings_.end(), Opening{});
    waiting_ = 0;
  }

  const PhraseAutomaton& phrases_;
  const std::vector<uint8_t>& gaps_;
  OutputWordReader reader_;
  std::vector<Finding>* findings_ = nullptr;  // during feed() and end_segment()
  PhraseAutomaton::State state_ = PhraseAutomaton::kRoot;
  std::vector<Opening> openings_;            // by block, of this sentence
  size_t waiting_ = 0;                       // of them
  std::array<Place, kRemembered> places_{};  // of the last words
  size_t words_ = 0;
  size_t end_ = 0;   // of the last word
  size_t left_ = 0;  // characters to judge
  bool is_quoted_ = false;
  bool is_over_ = false;  // nothing more to judge in this segment
  bool refused_ = false;
};

}  // namespace

Refusal::Refusal() {
  std::vector<PhraseAutomaton::Phrase> phrases;
  const std::vector<RefusalPhrases> blocks = refusal_phrases();
  for (size_t block = 0; block < blocks.size(); ++block) {
    gaps_.push_back(blocks[block].gap);
    const Part part = blocks[block].acts.empty() ? Part::kWhole : Part::kOpening;
    for (std::string_view text : blocks[block].openings) {
      phrases.push_back({text, number_of(block, part)});
    }
    for (std::string_view text : blocks[block].acts) {
      phrases.push_back({text, number_of(block, Part::kAct)});
    }
  }
  phrases_ = std::make_unique<const PhraseAutomaton>(phrases);
}
Refusal::~Refusal() = default;

std::span<const text::SignalNumber> Refusal::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> Refusal::start(const Scope&) const {
  return std::make_unique<RefusalScan>(*phrases_, gaps_);
}

}  // namespace gs::detect
