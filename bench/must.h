// For benchmarks, where what fails ends the program.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/result.h"

namespace gs::bench {

[[noreturn]] inline void give_up(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.to_string().c_str());
  std::exit(2);
}

template <typename T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  return *std::move(result);
}

}  // namespace gs::bench
