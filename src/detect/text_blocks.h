// A segment that arrives in pieces, cut into blocks of 32 KiB that overlap by 2 KiB.
//
//   TextBlocks blocks;
//   blocks.begin_segment();
//   blocks.feed(piece, read);    // read(block, begin): for each block that is full
//   blocks.end_segment(read);    // the last one
//
// Where blocks begin and end depends on the segment's bytes alone, never on how they arrived, and
// no character is cut. Why blocks: docs/decisions/0017-phrases-in-blocks.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gs::detect {

class TextBlocks {
 public:
  static constexpr size_t kBytes = 32 * 1024;
  static constexpr size_t kOverlap = 2 * 1024;
  static constexpr size_t kStep = kBytes - kOverlap;  // from one block's begin to the next

  void begin_segment();

  // `piece`: valid UTF-8, ending anywhere. `read` gets the block, valid during the call, and the
  // offset in the segment where it begins.
  template <typename Read>
  void feed(std::string_view piece, const Read& read) {
    while (!piece.empty()) {
      piece.remove_prefix(append(piece));
      if (buffer_.size() <= wanted()) continue;
      const std::string_view block = full_block();
      read(block, begin_);
      drop(block.size());
    }
  }

  // Not called for a rest that the last full block had already.
  template <typename Read>
  void end_segment(const Read& read) {
    if (begin_ + buffer_.size() > covered_) read(std::string_view(buffer_), begin_);
  }

 private:
  size_t wanted() const;                  // bytes of a full block
  size_t append(std::string_view piece);  // how many were taken
  std::string_view full_block() const;
  void drop(size_t read);

  std::string buffer_;       // the segment from begin_ on
  size_t begin_ = 0;         // of the segment
  size_t next_nominal_ = 0;  // where the next block begins, but for a cut character
  size_t covered_ = 0;       // end of the last full block
};

}  // namespace gs::detect
