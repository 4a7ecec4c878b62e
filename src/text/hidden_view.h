// One hidden reading of a block of text.
#pragma once

#include <string>
#include <string_view>

#include "text/layer.h"
#include "text/view_map.h"

namespace gs::text {

struct HiddenView {
  std::string text;  // valid UTF-8, lower case once HiddenViews::read() has returned
  ViewMap map;       // to bytes of the block
  LayerSet layers;   // what was undone to read it, ordinary or not

  void clear() {
    text.clear();
    map.clear();
    layers = {};
  }
  // Puts `replacement` for bytes of the block.
  void append(std::string_view replacement, Span origin) {
    text += replacement;
    map.append(replacement.size(), origin);
  }
  // Puts a part of another view as it is.
  void append_part(const HiddenView& from, Span part) {
    text.append(from.text, part.begin, part.end - part.begin);
    map.append_part(from.map, part);
  }
};

}  // namespace gs::text
