// A suffix automaton of the system messages follows the output word by word and knows at each the
// longest run that ends there. Where it begins never moves backwards, so a stream holds back
// exactly the run that is open. A run becomes a finding when it ends, or when it has 32 words: its
// score cannot rise then, and what is held back stays bounded.
#include "detect/output/system_prompt_leak.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "detect/output/system_texts.h"
#include "detect/output/word_reader.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kSystemPromptLeak};

// More than this between two words ends a run, so that no gap is held back for ever.
constexpr size_t kMaxGapCharacters = 256;

class NoLeakScan final : public Scan {
 public:
  void begin_segment(text::Role) override {}
  void feed(std::string_view, std::vector<Finding>&) override {}
  void end_segment(std::vector<Finding>&) override {}
  void report(SignalBoard& board) const override { board.raise(text::kSystemPromptLeak, 0.0); }
};

class LeakScan final : public Scan {
 public:
  LeakScan(SystemTexts known, uint64_t seed) : known_(std::move(known)), reader_(seed) {}

  void begin_segment(text::Role) override {}

  void feed(std::string_view piece, std::vector<Finding>& findings) override {
    findings_ = &findings;
    reader_.feed(piece, *this);
    // A word that is already longer than any of theirs is none of them.
    if (match_.length > 0 && is_too_long()) end_run();
  }

  void end_segment(std::vector<Finding>& findings) override {
    findings_ = &findings;
    reader_.end(*this);
    end_run();
    found_words_ = words_;
  }

  size_t held_from() const override {
    const uint64_t from = unfound_from();
    if (from < words_) return at(from).begin;
    return is_too_long() ? kNowhere : reader_.open_from();
  }

  void report(SignalBoard& board) const override { board.raise(text::kSystemPromptLeak, score_); }

  // For the reader.
  void word(const OutputWord& word) {
    SuffixAutomaton::Match next = match_;
    known_.stretches().step(next, known_.number_of(word.hash));
    if (next.length != match_.length + 1) take_run();
    at(words_) = {word.begin, quarters_};
    ++words_;
    quarters_ += word.quarters;
    end_ = word.end;
    gap_ = 0;
    match_ = next;
    const uint64_t from = unfound_from();
    if (from < words_ && quarters_ - at(from).before >= known_.whole()) take_run();
  }

  void gap(char32_t, size_t) {
    if (++gap_ > kMaxGapCharacters && match_.length > 0) end_run();
  }

 private:
  // More than the words of a run that are not in a finding yet: those are fewer quarters than 32
  // words have.
  static constexpr uint64_t kRemembered = 256;

  struct Place {
    size_t begin = 0;     // byte of the segment
    uint64_t before = 0;  // quarters of all words before it
  };

  Place& at(uint64_t word) { return places_[word % kRemembered]; }
  const Place& at(uint64_t word) const { return places_[word % kRemembered]; }

  bool is_too_long() const { return reader_.open_characters() > known_.longest_word(); }

  // The first word of the open run that is in no finding; words_ when there is none.
  uint64_t unfound_from() const { return std::max(words_ - match_.length, found_words_); }

  uint64_t run_quarters() const {
    if (match_.length >= kRemembered) return known_.whole();
    return match_.length == 0 ? 0 : quarters_ - at(words_ - match_.length).before;
  }

  // Makes a finding of the open run, of what of it is in none yet.
  void take_run() {
    const uint64_t from = unfound_from();
    const uint64_t run = run_quarters();
    if (from >= words_ || run < known_.threshold()) return;
    const double score =
        std::min(1.0, static_cast<double>(run) / static_cast<double>(known_.whole()));
    findings_->push_back({"SYSTEM_PROMPT", 0, {at(from).begin, end_}, score, true, false});
    found_words_ = words_;
    score_ = std::max(score_, score);
  }

  void end_run() {
    take_run();
    match_ = {};
  }

  const SystemTexts known_;
  OutputWordReader reader_;
  std::vector<Finding>* findings_ = nullptr;  // during feed() and end_segment()
  SuffixAutomaton::Match match_;              // the open run
  std::array<Place, kRemembered> places_{};   // the last words
  uint64_t words_ = 0;
  uint64_t quarters_ = 0;
  uint64_t found_words_ = 0;  // words up to here are in findings, or in an earlier segment
  size_t end_ = 0;            // of the last word
  size_t gap_ = 0;            // characters since
  double score_ = 0;
};

}  // namespace

SystemPromptLeak::SystemPromptLeak() {
  std::random_device random;
  seed_ = (uint64_t{random()} << 32) | random();
}

std::span<const text::SignalNumber> SystemPromptLeak::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> SystemPromptLeak::start(const Scope& scope) const {
  std::optional<SystemTexts> known = SystemTexts::learn(scope.system_texts, seed_);
  if (!known) return std::make_unique<NoLeakScan>();
  return std::make_unique<LeakScan>(*std::move(known), seed_);
}

}  // namespace gs::detect
