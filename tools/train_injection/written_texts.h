// Texts made from what was written for this project, in data/training/injection_*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace gs::training {

struct WrittenText {
  std::string text;
  bool label = false;  // an attack
  unsigned times = 1;  // how often it counts
};

// What users write, what is planted in some of the containers, and sentences in other languages;
// holes are filled by some of their fillings. The same folder and seed give the same texts. Errors:
// a file or line that cannot be read, or a hole without fillings.
Result<std::vector<WrittenText>> written_texts(const std::string& folder, uint32_t seed);

}  // namespace gs::training
