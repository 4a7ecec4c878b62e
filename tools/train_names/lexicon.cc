#include "train_names/lexicon.h"

#include <sstream>

#include "detect/names/name_tokeniser.h"
#include "detect/names/word_lists.h"
#include "train_names/rows.h"

namespace gs::train {
namespace {

using detect::NameToken;

constexpr uint16_t kBegin = detect::kCityBegin | detect::kCountryBegin | detect::kCompanyBegin;

void mark(const std::map<uint64_t, uint16_t>& lists, std::span<NameToken> tokens) {
  uint64_t key = 0;
  for (size_t length = 1; length <= detect::kMaxPhraseTokens && length <= tokens.size(); ++length) {
    key = detect::phrase_key(key, tokens[length - 1].word);
    const auto found = lists.find(key);
    if (found == lists.end()) return;
    const uint16_t flags = found->second;
    if (length == 1) {
      tokens[0].lists |= flags & static_cast<uint16_t>(~detect::kGoesOn);
    } else {
      tokens[0].lists |= flags & kBegin;
      for (size_t i = 1; i < length; ++i) {
        tokens[i].lists |= static_cast<uint16_t>((flags & kBegin) << 1);
      }
    }
    if ((flags & detect::kGoesOn) == 0) return;
  }
}

// The hash of `text` where it is one word to the tokeniser, otherwise 0.
uint64_t word_of(const std::string& text) {
  detect::NameTokeniser tokeniser;
  NameToken token;
  size_t at = 0;
  if (!tokeniser.next(text, at, true, token) || token.end != text.size()) return 0;
  return detect::has_cluster(token) ? token.word : 0;
}

}  // namespace

Result<std::map<uint64_t, uint16_t>> read_clusters(const std::string& path) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  std::map<uint64_t, uint16_t> clusters;
  unsigned last = 0;
  unsigned fine = 0;
  for (const std::string& line : lines) {
    std::istringstream in(line);
    unsigned coarse = 0;
    in >> coarse;
    fine = coarse == last ? fine + 1 : 1;
    last = coarse;
    if (!in || coarse == 0 || coarse > 255 || fine > 255) {
      return fail(ErrorCode::kInvalidInput, "more than 255 clusters in one, or no number", path);
    }
    for (std::string word; in >> word;) {
      if (const uint64_t key = word_of(word); key != 0) {
        clusters.emplace(key, static_cast<uint16_t>(coarse << 8 | fine));
      }
    }
  }
  return clusters;
}

void look_up(const Lexicon& lexicon, std::span<NameToken> tokens) {
  for (size_t first = 0; first < tokens.size(); ++first) {
    mark(lexicon.lists, tokens.subspan(first));
    if (!detect::has_cluster(tokens[first])) continue;
    const auto found = lexicon.clusters.find(tokens[first].word);
    if (found != lexicon.clusters.end()) tokens[first].cluster = found->second;
  }
}

}  // namespace gs::train
