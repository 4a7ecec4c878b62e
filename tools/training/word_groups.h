// Words that stand in like company, so that what is learned of one holds for the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace gs::training {

struct GroupedWord {
  uint32_t hash = 0;   // its feature (detect/learned/features.h)
  uint32_t group = 0;  // from 0
};

struct WordGroups {
  std::vector<GroupedWord> words;  // by hash, each once
  size_t count = 0;                // of groups

  // Null for a feature that is no word of a group.
  const GroupedWord* find(uint32_t hash) const;
};

// The groups of data/training/word_clusters.tsv: a line each, a number, a tab, the words. A word
// that is more than one token to the featuriser is left out. Errors: a file that cannot be read, a
// line without a number.
Result<WordGroups> read_word_groups(const std::string& path);

}  // namespace gs::training
