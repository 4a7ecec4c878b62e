// From a hidden view of a text back to the text, in runs, for views that may read it backwards and
// leave out or put in whole stretches.
//
// OffsetMap goes forward only and is told what was removed; a ViewMap is told for each stretch of
// the view where it comes from, so that a view of a view maps to the text in one step.
#pragma once

#include <cstddef>
#include <vector>

#include "text/segment.h"

namespace gs::text {

// Memory grows with the number of places where the way of mapping changes, not with the text.
class ViewMap {
 public:
  void clear();

  // The next `bytes` bytes of the view stand, as a whole, for `origin`, bytes of the text.
  void append(size_t bytes, Span origin);
  // The next `bytes` bytes of the view are as many bytes of the text, one by one, from `begin` on.
  void append_same(size_t bytes, size_t begin);
  // The next bytes of the view are those of `part`, a stretch of a view that has `parent` as its
  // map, one by one.
  void append_part(const ViewMap& parent, Span part);
  // Takes back the last bytes; they must be bytes that were appended one by one.
  void remove_last(size_t bytes);

  // The bytes of the text behind those of the view: from the first to the last of all that caused
  // them. Empty spans map to an empty one.
  Span original(Span view) const;

  size_t view_size() const { return view_size_; }

 private:
  // Every `view_step` bytes from `view` on stand for `original_step` bytes; the text's bytes go up
  // or, where a view reads backwards, down.
  struct Run {
    size_t view = 0;
    size_t original = 0;  // begin of the first step's bytes
    size_t view_step = 1;
    size_t original_step = 1;
    bool backwards = false;
  };

  void append_steps(const Run& run, size_t count);
  size_t index_of(size_t view) const;  // of the run that has this byte
  static Span step_of(const Run& run, size_t view);

  std::vector<Run> runs_;
  size_t view_size_ = 0;
};

}  // namespace gs::text
