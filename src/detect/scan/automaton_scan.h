// Runs an automaton over a text that arrives in pieces.
//
// A run is started at every place where a match may begin; all runs advance together, byte by byte.
// Matches come out in order of their beginning, whatever the pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "detect/scan/automaton.h"

namespace gs::detect {

struct Match {
  uint16_t pattern = 0;
  size_t begin = 0;  // bytes from the start of the text
  size_t end = 0;
  // It may end later, where a match of the pattern does that began earlier; none of its own when it
  // ends where it begins.
  bool goes_on = false;
};

class AutomatonScan {
 public:
  // `automaton` outlives the scan.
  explicit AutomatonScan(const Automaton& automaton) : automaton_(automaton) {}

  // Appends the matches that became certain. `piece` is valid UTF-8, ending between code points.
  void feed(std::string_view piece, std::vector<Match>& matches);
  // The text ends: appends the rest and starts anew.
  void end(std::vector<Match>& matches);

  size_t fed() const { return fed_; }  // bytes so far
  // Where the earliest match may begin that is not yet certain; fed() when nothing is open.
  size_t open_from() const { return runs_.empty() ? fed_ : runs_.front().begin; }

 private:
  static constexpr uint32_t kNoEnd = static_cast<uint32_t>(-1);

  struct Run {
    size_t begin = 0;
    uint32_t ends = kNoEnd;  // the first of its ends, a list through ends_
    Automaton::State state = Automaton::kDead;
    bool first_wins = false;  // for all patterns that it can match
  };
  // An end that a live run has passed.
  struct End {
    size_t end = 0;
    uint32_t next = kNoEnd;
    uint16_t pattern = 0;
    bool goes_on = false;
  };

  size_t skip(std::string_view piece, size_t at);
  size_t follow(std::string_view piece, size_t at);
  void step(unsigned char byte, bool is_boundary, bool is_word);
  void note_ends(Run& run, size_t end, bool before_word);
  void note(Run& run, uint16_t pattern, size_t end);
  void give_way(size_t at, bool is_boundary);
  void begin_run(Automaton::State state);
  void forget_ends(Run& run);
  void drop(Run& run, Automaton::State state);
  void collect(Run& run);
  void remove_dead_runs();
  void wait(const Match& match);
  void release(std::vector<Match>& matches);

  const Automaton& automaton_;
  std::vector<Run> runs_;       // in order of begin
  std::vector<End> ends_;       // of all live runs
  uint32_t free_end_ = kNoEnd;  // a list of the unused ones among them
  std::vector<Match> waiting_;  // found by runs that are over, earlier ones going on; in order
  size_t fed_ = 0;
  bool after_word_ = false;  // the code point before is a letter or digit
};

}  // namespace gs::detect
