// Labelled texts to learn from: JSON Lines of {text, label, source, licence, kind},
// with "category" in place of "kind" where there is none.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gs::training {

struct LabelledRow {
  std::string text;
  bool label = false;
  std::string source;
  std::string licence;
  std::string kind;
};

// Rows of all files, in order; a text that came before is left out. Errors: a file or a line that
// cannot be read, with its number.
Result<std::vector<LabelledRow>> read_rows(const std::vector<std::string>& files);

}  // namespace gs::training
