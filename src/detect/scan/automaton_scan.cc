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
#include <tuple>

#include "base/utf8.h"
#include "detect/scan/word.h"

namespace gs::detect {
namespace {

// Every so many bytes of the text, wherever pieces end, runs that are older than that and equal
// are merged, and very old ones ended. Younger ones are left: the first of two equal runs may begin
// where a finding may not, and then the second counts.
constexpr size_t kThinOutBytes = 32;

// The longest match: a private key of 16,384 bits in PEM takes 12,500 bytes.
constexpr size_t kMaxMatchBytes = 16 * 1024;

constexpr std::array<bool, 128> kIsWord = [] {
  std::array<bool, 128> table{};
  for (size_t c = 0; c < table.size(); ++c) table[c] = is_ascii_word(static_cast<unsigned char>(c));
  return table;
}();

constexpr bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

bool is_later(const Match& a, const Match& b) {
  return std::tie(a.begin, a.pattern, a.end) > std::tie(b.begin, b.pattern, b.end);
}

}  // namespace

void AutomatonScan::feed(std::string_view piece, std::vector<Match>& matches) {
  bool is_word = after_word_;
  for (size_t at = 0; at < piece.size(); ++at) {
    if (runs_.empty()) {
      at = skip(piece, at);
      if (at == piece.size()) break;
    }
    const auto byte = static_cast<unsigned char>(piece[at]);
    const bool is_boundary = !is_continuation(byte);
    if (byte < 0x80) {
      is_word = kIsWord[byte];
    } else if (is_boundary) {
      is_word = word_character_at(piece, at);
    } else {
      is_word = after_word_;
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

void AutomatonScan::step(unsigned char byte, bool is_boundary, bool is_word) {
  bool any_over = false;
  for (Run& run : runs_) {
    if (automaton_.accepts(run.state) && is_boundary &&
        (!is_word || automaton_.accepts_inside(run.state))) {
      note_ends(run, fed_, is_word);
    }
    run.state = automaton_.next(run.state, byte);
    any_over |= run.state == Automaton::kDead;
  }
  if (any_over) remove_dead_runs();
  if (is_boundary) {
    const Automaton::State state = automaton_.begin(after_word_, byte);
    if (state != Automaton::kDead) begin_run(state);
    after_word_ = is_word;
  }
  ++fed_;
  if (fed_ % kThinOutBytes == 0 && !runs_.empty()) thin_out();
}

void AutomatonScan::begin_run(Automaton::State state) {
  runs_.push_back({fed_, kNoEnd, state});
}

void AutomatonScan::end(std::vector<Match>& matches) {
  for (Run& run : runs_) {
    if (automaton_.accepts(run.state)) note_ends(run, fed_, false);
    run.state = Automaton::kDead;
  }
  remove_dead_runs();
  release(matches);
  fed_ = 0;
  after_word_ = false;
}

void AutomatonScan::note_ends(Run& run, size_t end, bool before_word) {
  for (uint16_t pattern : automaton_.accepted(run.state)) {
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
  ends_[at] = {end, run.ends, pattern};
  run.ends = at;
}

void AutomatonScan::collect(Run& run) {
  while (run.ends != kNoEnd) {
    const uint32_t at = run.ends;
    waiting_.push_back({ends_[at].pattern, run.begin, ends_[at].end});
    std::push_heap(waiting_.begin(), waiting_.end(), is_later);
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

// Hands out what no run can precede any more.
void AutomatonScan::release(std::vector<Match>& matches) {
  while (!waiting_.empty() && (runs_.empty() || waiting_.front().begin < runs_.front().begin)) {
    std::pop_heap(waiting_.begin(), waiting_.end(), is_later);
    matches.push_back(waiting_.back());
    waiting_.pop_back();
  }
}

void AutomatonScan::thin_out() {
  by_state_.clear();
  for (size_t i = 0; i < runs_.size(); ++i) {
    Run& run = runs_[i];
    if (fed_ - run.begin > kMaxMatchBytes) {
      const uint16_t pattern = automaton_.open_ended(run.state);
      if (pattern != Automaton::kNoPattern) note(run, pattern, fed_);
      run.state = Automaton::kDead;
    }
    if (fed_ - run.begin >= kThinOutBytes) by_state_.emplace_back(run.state, i);
  }
  std::sort(by_state_.begin(), by_state_.end());
  for (size_t i = 1; i < by_state_.size(); ++i) {
    if (by_state_[i].first == by_state_[i - 1].first) {
      runs_[by_state_[i].second].state = Automaton::kDead;
    }
  }
  remove_dead_runs();
}

}  // namespace gs::detect
