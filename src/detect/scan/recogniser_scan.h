// Runs a set of recognisers over a text that arrives in pieces, and settles what is what where
// several claim the same characters.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/scan/automaton_scan.h"
#include "detect/scan/recogniser_set.h"

namespace gs::detect {

// How a context word of the row stands to a match.
enum class Context : uint8_t {
  kNone,
  kNear,   // within 96 bytes before it
  kLabel,  // directly before it: "ssn=123-45-6789", "passport no. is C01X00T47"
};

// A match of a row's pattern, before anything has been decided about it.
struct Recognised {
  const Recogniser& row;
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
// validated beats scored, longer beats shorter, then the higher score, then the earlier row.
class RecogniserScan {
 public:
  // Both outlive the scan.
  RecogniserScan(const RecogniserSet& set, const Judge& judge)
      : set_(set), judge_(judge), automaton_(set.automaton(), set.pattern_flags()) {}

  void feed(std::string_view piece, std::vector<Finding>& findings);
  void end_segment(std::vector<Finding>& findings);
  size_t held_from() const;  // kNowhere when nothing is open

 private:
  struct Claim {
    Finding finding;
    uint16_t row = 0;
  };
  struct Word {
    size_t end = 0;
    uint16_t pattern = 0;
  };

  void take_matches(bool at_end, std::vector<Finding>& findings);
  void take_claim(Claim claim, std::vector<Finding>& findings);
  std::string_view text(size_t begin, size_t end) const;
  Context context_of(uint16_t row, size_t begin) const;
  void settle(std::vector<Finding>& findings);
  void forget_old_text();

  const RecogniserSet& set_;
  const Judge& judge_;
  AutomatonScan automaton_;
  std::vector<Match> matches_;  // scratch
  std::string window_;          // the segment's text from window_begin_ on
  size_t window_begin_ = 0;
  std::deque<Word> words_;     // context words found, by begin
  std::vector<Claim> claims_;  // claims that overlap, directly or through others
  size_t claims_begin_ = 0;    // the bytes they claim, while there are any
  size_t claims_end_ = 0;
  size_t settled_end_ = 0;  // end of the last finding given out
};

}  // namespace gs::detect
