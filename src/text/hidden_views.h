// The hidden readings of a text: what a language model may read in it that a pattern would not.
//
//   HiddenViews hidden;                       // once; reuses its memory from block to block
//   hidden.read(block);
//   for (const HiddenView& view : hidden.views()) {
//     text::Span there = view.map.original(found_in(view.text));  // bytes of the block
//   }
//
// views()[0] is always there: the folded reading, which is the block with compatibility forms,
// case, look-alike letters and escapes undone and without what is invisible. Further views are
// there only when they differ and something suggests that a reader would see words in them: leet
// digits and separated letters put right, the text of tag characters, base64, hex, rot13 and text
// written backwards, each folded too. Payloads inside payloads are followed two deep; the bytes of
// all derived views together are bounded by a small multiple of the block.
//
// Blocks are valid UTF-8 that ends between code points, best some 64 KiB at most: a block is read
// by itself, and a thing that is hidden across a border between blocks is not seen; let blocks
// overlap. The tables behind it are built once, on first use (some 10 ms), and shared.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "text/hidden_view.h"
#include "text/obfuscation.h"

namespace gs::text {

// One reader a thread; not to be shared.
class HiddenViews {
 public:
  HiddenViews();
  ~HiddenViews();
  HiddenViews(HiddenViews&&) noexcept;
  HiddenViews& operator=(HiddenViews&&) noexcept;

  void read(std::string_view block);

  // Of the last block read; valid until the next read().
  std::span<const HiddenView> views() const;
  // Evidence of hiding in the last block; what ordinary text does is not in it.
  const Obfuscation& found() const;
  LayerSet layers() const { return found().layers(); }

 private:
  class Reader;
  std::unique_ptr<Reader> reader_;
};

}  // namespace gs::text
