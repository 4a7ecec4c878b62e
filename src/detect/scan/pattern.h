// The regular expressions of recognisers, parsed: see scan/recogniser.h for the syntax.
#pragma once

#include <bitset>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::detect {

using ByteSet = std::bitset<256>;

// A parsed expression, as a tree.
struct PatternNode {
  enum class Kind { kBytes, kSequence, kChoice, kRepeat };
  static constexpr size_t kUnbounded = static_cast<size_t>(-1);

  Kind kind = Kind::kSequence;
  ByteSet bytes;                      // kBytes: one byte out of these
  std::vector<PatternNode> children;  // kSequence, kChoice: in order; kRepeat: the one repeated
  size_t min = 0;                     // kRepeat
  size_t max = 0;                     // kRepeat; kUnbounded for * and +
};

// Counted repeats are copied out later, so their bounds are limited to 512.
// Errors: kInvalidInput, naming what is wrong, with the offset in `where`.
Result<PatternNode> parse_pattern(std::string_view pattern, bool any_case);

}  // namespace gs::detect
