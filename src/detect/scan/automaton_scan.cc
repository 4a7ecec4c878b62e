// Runs advance in lockstep. That costs a little against following one run to its end, and buys two
// things: nothing is looked at twice when the text arrives in pieces, and two runs that came to
// the same state, whose futures are therefore the same, become one. Without that, a text that
// repeats the beginning of an unbounded pattern ("http://http://...") would take quadratic time.
#include "detect/scan/automaton_scan.h"

#include <algorithm>

#include "base/utf8.h"
#include "detect/scan/word.h"

namespace gs::detect {
namespace {

// Every so many bytes of the text, wherever pieces end, equal runs are merged and old ones ended.
constexpr size_t kThinOutBytes = 64;

// The longest match: a private key of 16,384 bits in PEM takes 12,500 bytes.
constexpr size_t kMaxMatchBytes = 16 * 1024;

constexpr bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

}  // namespace

void AutomatonScan::feed(std::string_view piece, std::vector<Match>& matches) {
  bool is_word = after_word_;
  for (size_t at = 0; at < piece.size(); ++at) {
    const auto byte = static_cast<unsigned char>(piece[at]);
    const bool is_boundary = !is_continuation(byte);
    if (byte < 0x80) {
      is_word = is_ascii_word(byte);
    } else if (is_boundary) {
      is_word = word_character_at(piece, at);
    }
    if (!runs_.empty()) advance(byte, fed_, is_boundary, is_word);
    if (is_boundary) {
      const Automaton::State from = after_word_ ? automaton_.start_inside() : automaton_.start();
      const Automaton::State state =
          from == Automaton::kDead ? Automaton::kDead : automaton_.next(from, byte);
      if (state != Automaton::kDead) runs_.push_back({fed_, state, {}});
      after_word_ = is_word;
    }
    ++fed_;
    if (fed_ % kThinOutBytes == 0 && runs_.size() > 1) thin_out();
    if (!waiting_.empty()) release(matches);
  }
}

void AutomatonScan::end(std::vector<Match>& matches) {
  for (Run& run : runs_) {
    if (automaton_.accepts(run.state)) note_ends(run, fed_, false);
    run.state = Automaton::kDead;
  }
  end_runs();
  release(matches);
  fed_ = 0;
  after_word_ = false;
}

void AutomatonScan::advance(unsigned char byte, size_t at, bool is_boundary, bool before_word) {
  bool any_over = false;
  for (Run& run : runs_) {
    if (is_boundary && automaton_.accepts(run.state)) note_ends(run, at, before_word);
    run.state = automaton_.next(run.state, byte);
    any_over |= run.state == Automaton::kDead;
  }
  if (any_over) end_runs();
}

void AutomatonScan::note_ends(Run& run, size_t end, bool before_word) {
  for (uint16_t pattern : automaton_.accepted(run.state)) {
    if (!before_word || (flags_[pattern] & kMayEndInWord) != 0) {
      note(run, {pattern, run.begin, end});
    }
  }
}

void AutomatonScan::note(Run& run, const Match& match) {
  if ((flags_[match.pattern] & kEveryEndCounts) == 0) {
    for (Match& known : run.found) {
      if (known.pattern != match.pattern) continue;
      known.end = match.end;
      return;
    }
  }
  run.found.push_back(match);
}

// Removes the runs that are over and keeps what they found.
void AutomatonScan::end_runs() {
  for (const Run& run : runs_) {
    if (run.state != Automaton::kDead) continue;
    for (const Match& match : run.found) waiting_.push(match);
  }
  std::erase_if(runs_, [](const Run& run) { return run.state == Automaton::kDead; });
}

// Hands out what no run can precede any more.
void AutomatonScan::release(std::vector<Match>& matches) {
  while (!waiting_.empty() && (runs_.empty() || waiting_.top().begin < runs_.front().begin)) {
    matches.push_back(waiting_.top());
    waiting_.pop();
  }
}

void AutomatonScan::thin_out() {
  std::vector<std::pair<Automaton::State, size_t>> by_state;
  for (size_t i = 0; i < runs_.size(); ++i) {
    if (fed_ - runs_[i].begin > kMaxMatchBytes) runs_[i].state = Automaton::kDead;
    by_state.emplace_back(runs_[i].state, i);
  }
  std::sort(by_state.begin(), by_state.end());
  for (size_t i = 1; i < by_state.size(); ++i) {
    if (by_state[i].first == by_state[i - 1].first) {
      runs_[by_state[i].second].state = Automaton::kDead;
    }
  }
  end_runs();
}

}  // namespace gs::detect
