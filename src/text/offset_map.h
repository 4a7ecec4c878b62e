// From a view of a text back to the text: which original bytes caused which bytes of the view.
#pragma once

#include <cstddef>
#include <vector>

#include "text/segment.h"

namespace gs::text {

// Built while the view is written, in order. Memory grows with the number of places where the way
// of mapping changes, not with the text; text that is removed costs nothing.
class OffsetMap {
 public:
  void clear();

  // The next `bytes` bytes of the view are the next bytes of the original.
  void append_same(size_t bytes) { append(1, 1, bytes); }
  // The next `original` bytes became `plain` bytes, which stand for them as a whole.
  void append_changed(size_t original, size_t plain) { append(original, plain, 1); }
  // The next `original` bytes are not in the view.
  void append_removed(size_t original) { original_size_ += original; }

  // The original bytes behind those of the view: from the first byte of what caused its first to
  // the last of what caused its last, with whatever was removed between. Empty spans map to an
  // empty one.
  Span original(Span plain) const;
  // The original offset of what caused the view's byte at `plain`; at the view's end the
  // original's end.
  size_t original_begin(size_t plain) const;

  size_t plain_size() const { return plain_size_; }
  size_t original_size() const { return original_size_; }

  // What lies before this offset of the view will not be asked for again.
  void discard_before(size_t plain);

 private:
  // `plain_step` bytes of the view for each `original_step` of the original, up to the next run.
  struct Run {
    size_t plain = 0;
    size_t original = 0;
    size_t plain_step = 1;
    size_t original_step = 1;
  };

  void append(size_t original_step, size_t plain_step, size_t count);
  const Run& run_of(size_t plain) const;

  std::vector<Run> runs_;
  size_t plain_size_ = 0;
  size_t original_size_ = 0;
};

}  // namespace gs::text
