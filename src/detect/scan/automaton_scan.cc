// Runs advance in lockstep. That costs a little against following one run to its end, and buys two
// things: nothing is looked at twice when the text arrives in pieces, and two runs that came to
// the same state, whose futures are therefore the same, become one. Without that, a text that
// repeats the beginning of an unbounded pattern ("http://http://...") would take quadratic time.
//
// Most bytes of ordinary text lie where no run is live and none begins; skip() passes them with one
// look at a table.
#include "detect/scan/automaton_scan.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/utf8.h"
#include "detect/scan/word.h"

namespace gs::detect {
namespace {

// Every so many bytes of a run it is looked whether an earlier one does its work. Divides
// Automaton::longest_match().
constexpr size_t kThinOutBytes = 8;

constexpr std::array<bool, 128> kIsWord = [] {
  std::array<bool, 128> table{};
  for (size_t c = 0; c < table.size(); ++c) table[c] = is_ascii_word(static_cast<unsigned char>(c));
  return table;
}();

constexpr bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

bool is_before(const Match& a, const Match& b) {
  if (a.begin != b.begin) return a.begin < b.begin;
  return a.pattern != b.pattern ? a.pattern < b.pattern : a.end < b.end;
}

}  // namespace

void AutomatonScan::feed(std::string_view piece, std::vector<Match>& matches) {
  for (size_t at = 0; at < piece.size(); ++at) {
    if (runs_.empty()) {
      at = skip(piece, at);
      if (at == piece.size()) break;
    } else if (runs_.size() == 1) {
      at = follow(piece, at);
      if (at == piece.size()) break;
    }
    const auto byte = static_cast<unsigned char>(piece[at]);
    const bool is_boundary = !is_continuation(byte);
    bool is_word = after_word_;
    if (byte < 0x80) {
      is_word = kIsWord[byte];
    } else if (is_boundary) {
      is_word = word_character_at(piece, at);
    }
    step(byte, is_boundary, is_word);
    if (!waiting_.empty()) release(matches);
  }
}

// The first byte from `at` on that begins a run or is not ASCII.
size_t AutomatonScan::skip(std::string_view piece, size_t at) {
  const size_t from = at;
  bool after_word = after_word_;
  for (; at < piece.size(); ++at) {
    const auto byte = static_cast<unsigned char>(piece[at]);
    if (byte >= 0x80 || automaton_.begin(after_word, byte) != Automaton::kDead) break;
    after_word = kIsWord[byte];
  }
  after_word_ = after_word;
  fed_ += at - from;
  return at;
}

// Advances the one live run up to the first byte from `at` on where more happens than that.
size_t AutomatonScan::follow(std::string_view piece, size_t at) {
  const size_t from = at;
  Run& run = runs_.front();
  const size_t end = std::min(piece.size(), at + automaton_.longest_match() - (fed_ - run.begin));
  for (; at < end; ++at) {
    const auto byte = static_cast<unsigned char>(piece[at]);
    if (byte >= 0x80 || automaton_.accepts(run.state) ||
        automaton_.begin(after_word_, byte) != Automaton::kDead) {
      break;
    }
    const Automaton::State next = automaton_.next(run.state, byte);
    if (next == Automaton::kDead) break;
    run.state = next;
    after_word_ = kIsWord[byte];
  }
  fed_ += at - from;
  return at;
}

void AutomatonScan::step(unsigned char byte, bool is_boundary, bool is_word) {
  bool any_over = false;
  for (size_t i = 0; i < runs_.size(); ++i) {
    Run& run = runs_[i];
    if (automaton_.accepts(run.state) && is_boundary &&
        (!is_word || automaton_.accepts_inside(run.state))) {
      note_ends(run, fed_, is_word);
    }
    run.state = automaton_.next(run.state, byte);
    const bool looks = run.first_wins || (fed_ - run.begin) % kThinOutBytes == 0;
    if (looks && run.state != Automaton::kDead) give_way(i, is_boundary);
    any_over |= run.state == Automaton::kDead;
  }
  if (any_over) remove_dead_runs();
  if (is_boundary) {
    const Automaton::State state = automaton_.begin(after_word_, byte);
    if (state != Automaton::kDead) begin_run(state);
    after_word_ = is_word;
  }
  ++fed_;
}

// Ends a run whose work an earlier one does, and one that is too old. Both by its age alone, so
// that what stands before does not matter.
void AutomatonScan::give_way(size_t at, bool is_boundary) {
  Run& run = runs_[at];
  const Automaton::State state = run.state;
  const size_t age = fed_ - run.begin;
  if (run.first_wins) {
    if (at > 0 && runs_[at - 1].state == state) drop(run, state);
    return;
  }
  if (age >= automaton_.longest_match()) {
    if (!is_boundary) return;  // a little later
    const uint16_t pattern = automaton_.open_ended(state);
    if (pattern != Automaton::kNoPattern) note(run, pattern, fed_);
    run.state = Automaton::kDead;
    return;
  }
  if (age < automaton_.merges_after(state)) return;
  const auto earlier = runs_.begin() + static_cast<std::ptrdiff_t>(at);
  if (std::any_of(runs_.begin(), earlier, [&](const Run& r) { return r.state == state; })) {
    drop(run, state);
  }
}

void AutomatonScan::begin_run(Automaton::State state) {
  runs_.push_back({fed_, kNoEnd, state, automaton_.merges_after(state) == 0});
}

void AutomatonScan::end(std::vector<Match>& matches) {
  for (Run& run : runs_) {
    if (automaton_.accepts(run.state)) note_ends(run, fed_, false);
    run.state = Automaton::kDead;
  }
  remove_dead_runs();
  if (!waiting_.empty()) release(matches);
  fed_ = 0;
  after_word_ = false;
}

void AutomatonScan::note_ends(Run& run, size_t end, bool before_word) {
  for (uint16_t pattern : automaton_.accepted(run.state)) {
    if (!automaton_.allows(pattern, end - run.begin)) continue;
    if (!before_word || automaton_.traits(pattern).open_right) note(run, pattern, end);
  }
}

void AutomatonScan::note(Run& run, uint16_t pattern, size_t end) {
  if (!automaton_.traits(pattern).every_end) {
    for (uint32_t i = run.ends; i != kNoEnd; i = ends_[i].next) {
      if (ends_[i].pattern != pattern) continue;
      ends_[i].end = end;
      return;
    }
  }
  uint32_t at = free_end_;
  if (at == kNoEnd) {
    at = static_cast<uint32_t>(ends_.size());
    ends_.emplace_back();
  } else {
    free_end_ = ends_[at].next;
  }
  ends_[at] = {end, run.ends, pattern, false};
  run.ends = at;
}

void AutomatonScan::forget_ends(Run& run) {
  while (run.ends != kNoEnd) {
    const uint32_t at = run.ends;
    run.ends = ends_[at].next;
    ends_[at].next = free_end_;
    free_end_ = at;
  }
}

// Ends a run in a state that an earlier one is in. What may still match is given out as going on.
void AutomatonScan::drop(Run& run, Automaton::State state) {
  run.state = Automaton::kDead;
  if (run.first_wins) return forget_ends(run);
  for (uint16_t pattern : automaton_.alive(state)) {
    const Automaton::Traits& traits = automaton_.traits(pattern);
    if (traits.every_end || !automaton_.allows(pattern, automaton_.longest_match())) {
      continue;
    }
    uint32_t at = run.ends;
    while (at != kNoEnd && ends_[at].pattern != pattern) at = ends_[at].next;
    if (at == kNoEnd) {
      note(run, pattern, run.begin);
      at = run.ends;
    }
    ends_[at].goes_on = true;
  }
}

void AutomatonScan::collect(Run& run) {
  while (run.ends != kNoEnd) {
    const uint32_t at = run.ends;
    const End& found = ends_[at];
    wait({found.pattern, run.begin, found.end, found.goes_on});
    run.ends = ends_[at].next;
    ends_[at].next = free_end_;
    free_end_ = at;
  }
}

// Removes the runs that are over and keeps what they found.
void AutomatonScan::remove_dead_runs() {
  size_t kept = 0;
  for (Run& run : runs_) {
    if (run.state == Automaton::kDead) {
      collect(run);
    } else {
      runs_[kept++] = run;
    }
  }
  runs_.resize(kept);
}

// Most runs end soon after they began, so the place is near the end.
void AutomatonScan::wait(const Match& match) {
  auto place = waiting_.end();
  while (place != waiting_.begin() && is_before(match, *std::prev(place))) --place;
  waiting_.insert(place, match);
}

// Hands out what no run can precede any more.
void AutomatonScan::release(std::vector<Match>& matches) {
  auto end = waiting_.end();
  if (!runs_.empty()) {
    const size_t open = runs_.front().begin;
    if (waiting_.front().begin >= open) return;
    end = std::partition_point(waiting_.begin(), waiting_.end(),
                               [&](const Match& match) { return match.begin < open; });
  }
  matches.insert(matches.end(), waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
}

}  // namespace gs::detect
