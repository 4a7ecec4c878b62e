// What reads a file that comes in pieces.
//
// A reader is fed the bytes of one file in order, pieces of any size, and told of the end. It keeps
// as much as it needs of them: a row, or sums. The first refusal ends it: nothing is fed after one.
// One thread.
#pragma once

#include <string_view>

#include "base/result.h"

namespace gs::evaluate {

class Reader {
 public:
  virtual ~Reader() = default;
  virtual Status feed(std::string_view bytes) = 0;
  virtual Status finish() = 0;
};

}  // namespace gs::evaluate
