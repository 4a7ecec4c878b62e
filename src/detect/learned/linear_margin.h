// The margin of a linear model over hashed features:
//
//   bias + scale * sum of weights / sqrt(number of features + damping)
//
// The square root keeps the noise of stretches of different lengths the same (a scan statistic);
// the damping holds back short ones.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace gs::detect {

struct LinearMargin {
  float bias = 0;
  float scale = 1;  // of the quantised weights
  float damping = 0;

  float of(int64_t sum, size_t features) const {
    const float root = std::sqrt(static_cast<float>(features) + damping);
    return bias + scale * static_cast<float>(sum) / root;
  }
};

}  // namespace gs::detect
