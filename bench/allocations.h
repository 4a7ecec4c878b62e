// Counts calls of operator new in a benchmark, whose figures of memory come from here.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>

namespace gs::bench {

// Calls so far, of all threads.
size_t allocations();

// The counter `allocations` of a benchmark: calls an iteration since `before`.
inline benchmark::Counter allocations_since(size_t before) {
  return {static_cast<double>(allocations() - before), benchmark::Counter::kAvgIterations};
}

}  // namespace gs::bench
