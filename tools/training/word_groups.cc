#include "training/word_groups.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "detect/learned/features.h"
#include "training/written_lines.h"

namespace gs::training {

const GroupedWord* WordGroups::find(uint32_t hash) const {
  const auto found =
      std::lower_bound(words.begin(), words.end(), hash,
                       [](const GroupedWord& word, uint32_t key) { return word.hash < key; });
  return found != words.end() && found->hash == hash ? &*found : nullptr;
}

Result<WordGroups> read_word_groups(const std::string& path) {
  GS_TRY(const std::vector<std::string> lines, read_written_lines(path));
  std::map<uint32_t, uint32_t> group_of;
  detect::Features features;
  for (uint32_t group = 0; group < lines.size(); ++group) {
    std::istringstream in(lines[group]);
    unsigned coarser = 0;
    if (!(in >> coarser)) {
      return fail(ErrorCode::kInvalidInput, "no number before the words: " + lines[group], path);
    }
    for (std::string word; in >> word;) {
      features.read(word);
      if (features.tokens() == 1) group_of.emplace(features.hashes(0, 1)[0], group);
    }
  }
  WordGroups made;
  made.count = lines.size();
  for (const auto& [hash, group] : group_of) made.words.push_back({hash, group});
  return made;
}

}  // namespace gs::training
