// The readings of a view that are the view turned: rot13, backwards, each word backwards.
#pragma once

#include "text/hidden_view.h"

namespace gs::text {

// Letters a to z moved by thirteen; `view` is changed in place.
void turn_rot13(HiddenView& view);

// The code points of `from`, last first.
void turn_backwards(const HiddenView& from, HiddenView& to);

// The code points of each word of `from`, last first; words keep their order.
void turn_words_backwards(const HiddenView& from, HiddenView& to);

}  // namespace gs::text
