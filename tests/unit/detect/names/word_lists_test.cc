#include "detect/names/word_lists.h"

#include <gtest/gtest.h>

#include "unit/detect/names/name_fixture.h"

namespace gs::detect {
namespace {

std::vector<uint16_t> lists_of(const NameModel& model, std::string_view text) {
  std::vector<NameToken> tokens = name_tokens(text);
  std::vector<uint16_t> lists;
  for (size_t i = 0; i < tokens.size(); ++i) {
    std::vector<NameToken*> phrase;
    for (size_t n = i; n < std::min(tokens.size(), i + kMaxPhraseTokens); ++n) {
      phrase.push_back(&tokens[n]);
    }
    model.lists().mark(phrase);
  }
  for (const NameToken& token : tokens) lists.push_back(token.lists);
  return lists;
}

using Flags = std::vector<uint16_t>;

TEST(WordLists, MarkWordsAndPhrasesInAnyCase) {
  const auto model = model_of(random_content("x", 1));
  EXPECT_EQ(lists_of(*model, "anna"), Flags{kGivenName});
  EXPECT_EQ(lists_of(*model, "New York"), (Flags{kCityBegin, kCityInside}));
  EXPECT_EQ(lists_of(*model, "new house"), (Flags{0, 0}));
  EXPECT_EQ(lists_of(*model, "NEW"), Flags{0});
}

TEST(WordLists, NoListKnowsNothing) {
  EXPECT_EQ(WordLists().find(1), 0);
}

}  // namespace
}  // namespace gs::detect
