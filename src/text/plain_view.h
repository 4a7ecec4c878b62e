// The plain view of a text: what a reader takes it for.
//
//   PlainView view;
//   view.begin_segment();
//   std::string_view plain = view.feed(piece);      // same bytes when the piece is ASCII
//   text::Span there = view.map().original(found);  // back to the bytes that caused it
//
// Every code point is mapped by itself, so that any cut of a text gives the same view:
// compatibility forms to what they stand for (full-width and mathematical letters and digits,
// no-break spaces, ligatures: the mapping of NFKC, Unicode Standard Annex #15), dashes and
// quotation marks to the ASCII ones, and invisible characters (default ignorable: zero width,
// direction marks, tags, variation selectors, soft hyphen) to nothing. Case, accents and letters
// of other scripts stay.
//
// The table behind it is built once, on first use (some 10 ms), and shared.
#pragma once

#include <string>
#include <string_view>

#include "text/layer.h"
#include "text/offset_map.h"

namespace gs::text {

class CodePointTable;

// The mapping described above; safe from any thread.
const CodePointTable& plain_table();

class PlainView {
 public:
  PlainView();

  void begin_segment();
  // The plain form of the next piece, which is valid UTF-8 and ends between code points. Valid
  // until the next call and no longer than the piece.
  std::string_view feed(std::string_view piece);

  // Offsets count from the segment's first byte.
  const OffsetMap& map() const { return map_; }
  OffsetMap& map() { return map_; }
  // What was undone in this segment so far.
  LayerSet layers() const { return layers_; }

 private:
  const CodePointTable& table_;
  OffsetMap map_;
  LayerSet layers_;
  std::string buffer_;
};

}  // namespace gs::text
