// Rows made from what was written for this project, in data/training/harm_*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/harm/categories.h"

namespace gs::training {

struct WrittenRow {
  std::string text;
  bool label = false;
  detect::HarmCategorySet categories;  // none where they are not known
  unsigned times = 1;                  // how often it counts
};

// Requests in some of the frames; statements, prompts, posts and answers, those about {people} with
// some of the groups of people; sentences in other languages; and words with the label that a
// teacher gave them. The same folder and seed give the
// same rows. Errors: a file or line that cannot be read.
Result<std::vector<WrittenRow>> written_rows(const std::string& folder, uint32_t seed);

}  // namespace gs::training
