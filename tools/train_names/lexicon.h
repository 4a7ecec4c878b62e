// What the tagger knows of words before it has seen a row: the lists that they are on and the
// clusters that they belong to.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "base/result.h"
#include "detect/names/name_token.h"

namespace gs::train {

struct Lexicon {
  std::map<uint64_t, uint16_t> lists;     // WordList flags by phrase_key()
  std::map<uint64_t, uint16_t> clusters;  // by NameToken::word
};

// The clusters of data/training/word_clusters.tsv: a line for each, the number of the coarser
// cluster it lies in, a tab, its words. Fine clusters of one coarse cluster stand together.
Result<std::map<uint64_t, uint16_t>> read_clusters(const std::string& path);

// Sets lists and clusters of tokens: the same as NameScan does with those that are hashed into
// slots.
void look_up(const Lexicon& lexicon, std::span<detect::NameToken> tokens);

}  // namespace gs::train
