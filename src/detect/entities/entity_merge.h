// What recognisers and the tagger of names found in one text, settled so that every byte has one
// type.
//
// Where both claim bytes, a recognised finding gives way only to an address that holds it as a
// whole and more, when no check digit vouches for it and it is nothing that masks cover by
// themselves: the postal code inside an address. Everything else is cut out of the name, of which
// the longest piece is left if it is half of it at least.
//
// Secrets never give way, and come out at once: what is blocked for a secret does not wait until it
// is certain which names stand around it.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "detect/detector.h"

namespace gs::detect {

// One segment after another, one thread. What comes out depends on what was added alone, not on
// when.
class EntityMerge {
 public:
  // Each kind in order of its beginnings; no two of a kind overlap.
  void add_recognised(const Finding& finding, bool is_secret) {
    recognised_.push_back({finding, is_secret});
  }
  void add_name(const Finding& finding) { names_.push_back(finding); }

  // Appends what is settled, secrets first, the others in order, when all recognised findings that
  // begin before the byte `recognised_to` were added, and all names that begin before `names_to`.
  void settle(size_t recognised_to, size_t names_to, std::vector<Finding>& findings);

  // The first byte of what waits, kNowhere when nothing does.
  size_t held_from() const;

 private:
  struct Recognised {
    Finding finding;
    bool is_secret = false;
    bool is_out = false;  // kept only to be cut out of names
  };
  static bool gives_way(const Recognised& recognised, const Finding& name);
  void hand_out_first(std::vector<Finding>& findings);
  void decide_name(std::vector<Finding>& findings);

  std::deque<Recognised> recognised_;
  std::deque<Finding> names_;
};

}  // namespace gs::detect
