// Runs an automaton over a text that arrives in pieces.
//
// A run is started at every place where a match may begin; all runs advance together, byte by byte.
// Matches come out in order of their beginning, whatever the pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <string_view>
#include <tuple>
#include <vector>

#include "detect/scan/automaton.h"

namespace gs::detect {

struct Match {
  uint16_t pattern = 0;
  size_t begin = 0;  // bytes from the start of the text
  size_t end = 0;
};

class AutomatonScan {
 public:
  // The caller says for each pattern which of its ends count.
  enum PatternFlags : uint8_t {
    kEveryEndCounts = 1,  // all ends, not only the longest
    kMayEndInWord = 2,    // an end need not be followed by something other than a letter or digit
  };

  // `automaton` and `flags` (by pattern) outlive the scan.
  AutomatonScan(const Automaton& automaton, const std::vector<uint8_t>& flags)
      : automaton_(automaton), flags_(flags) {}

  // Appends the matches that became certain. `piece` is valid UTF-8, ending between code points.
  void feed(std::string_view piece, std::vector<Match>& matches);
  // The text ends: appends the rest and starts anew.
  void end(std::vector<Match>& matches);

  size_t fed() const { return fed_; }  // bytes so far
  // Where the earliest match may begin that is not yet certain; fed() when nothing is open.
  size_t open_from() const { return runs_.empty() ? fed_ : runs_.front().begin; }

 private:
  struct Run {
    size_t begin = 0;
    Automaton::State state = Automaton::kDead;
    std::vector<Match> found;
  };
  struct Later {
    bool operator()(const Match& a, const Match& b) const {
      return std::tie(a.begin, a.pattern, a.end) > std::tie(b.begin, b.pattern, b.end);
    }
  };

  void advance(unsigned char byte, size_t at, bool is_boundary, bool before_word);
  void note_ends(Run& run, size_t end, bool before_word);
  void note(Run& run, const Match& match);
  void release(std::vector<Match>& matches);
  void thin_out();
  void end_runs();

  const Automaton& automaton_;
  const std::vector<uint8_t>& flags_;
  std::vector<Run> runs_;  // in order of begin
  // Found by runs that are over, waiting for those that began earlier.
  std::priority_queue<Match, std::vector<Match>, Later> waiting_;
  size_t fed_ = 0;
  bool after_word_ = false;  // the code point before is a letter or digit
};

}  // namespace gs::detect
