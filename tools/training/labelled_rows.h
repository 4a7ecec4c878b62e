// Labelled texts to learn from: JSON Lines of {text, label, source, licence, kind},
// with "category" in place of "kind" where there is none.
#pragma once

#include <functional>
#include <string>
#include <string_view>
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

// Rows of all files, in order, no text twice. Errors: a file or a line that cannot be read, with
// its number.
Result<std::vector<LabelledRow>> read_rows(const std::vector<std::string>& files);

using SourceTest = std::function<bool(std::string_view source)>;

// Rows that are labelled for something else, as harmless ones, in order, no text twice: of each
// source for which `is_taken` holds `each` at most, taken evenly from all. Errors: as above, but
// that rows need no label.
Result<std::vector<LabelledRow>> read_harmless_rows(const std::vector<std::string>& files,
                                                    const SourceTest& is_taken, size_t each);

}  // namespace gs::training
