// Runs a set of recognisers over a text that arrives in pieces, and settles what is what where
// several claim the same characters.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/scan/automaton_scan.h"
#include "detect/scan/claims.h"
#include "detect/scan/context_words.h"
#include "detect/scan/recogniser_set.h"

namespace gs::detect {

// A match of a row's pattern, before anything has been decided about it.
struct Recognised {
  const Recogniser& row;
  uint16_t number = 0;  // of the row in its set
  Candidate text;
  size_t begin = 0;  // offset of text.match in the segment
  Context context = Context::kNone;
  bool alone = false;  // the match is the whole segment
};

// Decides what a match is worth.
class Judge {
 public:
  virtual ~Judge() = default;
  // The finding (type, span within the match, score, validated), or nothing.
  // Depends on `recognised` alone.
  virtual std::optional<Finding> judge(const Recognised& recognised) const = 0;
};

// One scan of one segment after another. Findings come out in order, at most one for each byte:
// validated beats scored, longer beats shorter, then the higher score, then the earlier row. What
// loses, or is no finding, because it runs into the winner is judged once more as far as it comes
// before it: so a text in which the findings were masked holds nothing that was not found before.
class RecogniserScan {
 public:
  // Both outlive the scan.
  RecogniserScan(const RecogniserSet& set, const Judge& judge)
      : set_(set),
        judge_(judge),
        automaton_(set.automaton()),
        context_(set),
        last_end_(set.shapes()) {}

  void feed(std::string_view piece, std::vector<Finding>& findings);
  void end_segment(std::vector<Finding>& findings);
  size_t held_from() const;  // kNowhere when nothing is open

 private:
  // A match, claimed or not, that a better claim may cut short.
  struct Attempt {
    size_t begin = 0;
    size_t end = 0;
    size_t before = 0;     // where what its validator sees begins
    size_t cut = 0;        // scratch of judge_before(): the longest end up to the limit, 0 for none
    bool goes_on = false;  // its end is not known: it counts only where it is cut short
    bool touches = false;  // and whether it may end directly behind the limit
    uint16_t row = 0;
    Context context = Context::kNone;
  };

  void feed_some(std::string_view piece, std::vector<Finding>& findings);
  void take_matches(bool at_end, std::vector<Finding>& findings);
  void take_match(const Match& match, bool alone, std::vector<Finding>& findings);
  void take_row(Attempt attempt, bool alone, std::vector<Finding>& findings);
  void take_placeholder(const Match& match, std::vector<Finding>& findings);
  void take_claim(const Claim& claim, size_t match_begin, std::vector<Finding>& findings);
  std::optional<Finding> judge(const Attempt& attempt, bool alone) const;
  void settle(std::vector<Finding>& findings);
  size_t stars_before(size_t at) const;
  bool look_in(text::Span gap);
  void judge_before(size_t from, size_t limit);
  void find_cuts(std::span<Attempt> attempts, size_t limit);
  void judge_cut(const Attempt& attempt, size_t end);
  void forget();
  size_t cut_from() const;
  size_t needed_from() const;
  Window window() const { return {window_, window_begin_}; }

  const RecogniserSet& set_;
  const Judge& judge_;
  AutomatonScan automaton_;
  ContextWords context_;
  std::vector<Match> matches_;    // scratch
  std::vector<size_t> last_end_;  // by pattern: the furthest end of a match so far
  std::string window_;            // the segment's text from window_begin_ on
  size_t window_begin_ = 0;
  std::vector<Attempt> attempts_;  // by begin
  Claims claims_;
  size_t chain_end_ = 0;            // end of the claims and of the attempts that overlap them
  std::vector<text::Span> looked_;  // scratch of settle(): the gaps where all is judged
  size_t settled_end_ = 0;          // end of the last finding given out
};

}  // namespace gs::detect
