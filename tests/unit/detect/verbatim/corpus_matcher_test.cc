#include "detect/verbatim/corpus_matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "corpus_fixture.h"

namespace gs::detect {
namespace {

struct Found {
  std::vector<CorpusMatch> matches;
  std::vector<bool> covered;  // by token
  uint64_t counted = 0;       // what the matcher says is covered
};

Found match(const Corpus& corpus, const std::string& text) {
  Found found;
  std::vector<size_t> begins;
  CorpusMatcher matcher(corpus);
  const auto sink = [&](const Token& token) {
    begins.push_back(token.begin);
    matcher.push(token);
  };
  Tokeniser tokeniser;
  tokeniser.feed(text, sink);
  tokeniser.end(sink);
  matcher.end();
  found.matches = matcher.matches();
  found.counted = matcher.covered();
  found.covered.resize(begins.size());
  for (const CorpusMatch& one : found.matches) {
    for (size_t i = 0; i < begins.size(); ++i) {
      if (begins[i] >= one.span.begin && begins[i] < one.span.end) found.covered[i] = true;
    }
  }
  return found;
}

std::string joined(const std::vector<std::string>& codes) {
  return std::accumulate(codes.begin(), codes.end(), std::string());
}

// Every match stands where it says, and all that a naive search finds is covered.
void expect_exact(const NamedTexts& texts, const std::string& text) {
  const auto corpus = corpus_of(texts);
  const Found found = match(*corpus, text);
  const auto expected = covered_naively(texts, text);
  ASSERT_EQ(found.covered, expected);
  ASSERT_EQ(found.counted,
            static_cast<uint64_t>(std::count(expected.begin(), expected.end(), true)));
  for (const CorpusMatch& one : found.matches) {
    const auto codes = codes_of(text.substr(one.span.begin, one.span.end - one.span.begin));
    ASSERT_EQ(codes.size(), one.tokens);
    ASSERT_GE(one.tokens, kMatchTokens);
    ASSERT_EQ(corpus->text().substr(one.place, joined(codes).size()), joined(codes));
    const CorpusPlace place = corpus->place_at(one.place);
    ASSERT_EQ(place.source, one.source);
    const auto source = codes_of(texts[one.source].second);
    const auto begin = source.begin() + static_cast<ptrdiff_t>(place.token);
    ASSERT_EQ(std::vector<std::string>(begin, begin + static_cast<ptrdiff_t>(one.tokens)), codes);
  }
}

TEST(CorpusMatcher, FindsWhatANaiveSearchFinds) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    // From hardly any two words alike to nothing but repetition.
    const size_t alphabet = std::vector<size_t>{1, 2, 2, 3, 4, 8, 1000}[random() % 7];
    NamedTexts texts;
    for (size_t i = 0, count = 1 + random() % 5; i < count; ++i) {
      texts.emplace_back(std::to_string(i), random_words(random, random() % 600, alphabet));
    }
    std::string text;
    for (int part = 0; part < 6; ++part) {
      text += random_words(random, random() % 20, alphabet);
      const std::string& from = texts[random() % texts.size()].second;
      const size_t begin = from.empty() ? 0 : random() % from.size();
      text += from.substr(begin, random() % 300);
    }
    ASSERT_NO_FATAL_FAILURE(expect_exact(texts, text)) << round;
  }
}

TEST(CorpusMatcher, FindsEveryRunOfSixteenInCrowdedTexts) {
  // Every gram of the middle occurs in a hundred contexts.
  std::mt19937 random(2);
  NamedTexts texts;
  for (int i = 0; i < 100; ++i) {
    texts.emplace_back(std::to_string(i), random_words(random, 6, 1000) +
                                              "in witness whereof the parties hereto have set " +
                                              "their hands " + random_words(random, 6, 1000));
  }
  const auto corpus = corpus_of(texts);
  for (const auto& [name, text] : texts) {
    const auto codes = codes_of(text);
    for (size_t at = 0; at + kMatchTokens <= codes.size(); ++at) {
      const auto begin = codes.begin() + static_cast<ptrdiff_t>(at);
      const Found found = match(*corpus, joined({begin, begin + kMatchTokens}));
      ASSERT_EQ(found.matches.size(), 1u) << name << " " << at;
    }
  }
}

TEST(CorpusMatcher, DoesNotFindFifteen) {
  std::mt19937 random(3);
  const NamedTexts texts = {{"a", random_words(random, 500, 100)}};
  const auto codes = codes_of(texts[0].second);
  const auto corpus = corpus_of(texts);
  for (size_t at = 0; at + 20 <= codes.size(); ++at) {
    const auto begin = codes.begin() + static_cast<ptrdiff_t>(at);
    EXPECT_TRUE(match(*corpus, "x " + joined({begin, begin + 15}) + "y").matches.empty());
    const Found found = match(*corpus, "x " + joined({begin, begin + 16}) + "y");
    ASSERT_EQ(found.matches.size(), 1u);
    EXPECT_EQ(found.matches[0].span.begin, 2u);
  }
}

TEST(CorpusMatcher, ComparesWholeTokensAtBothEnds) {
  const std::string middle = "b c d e f g h i j k l m n o ";  // 14 tokens
  const std::string han = "\xE6\xBC\xA2";
  struct Row {
    std::string protected_text, text;
    size_t matches;
  };
  const Row cases[] = {
      {"part " + middle + "end", "part " + middle + "end", 1},
      {"part " + middle + "end", "art " + middle + "end", 0},
      {"part " + middle + "ends", "part " + middle + "end", 0},
      {"part " + middle + "end", "part " + middle + "ends", 0},
      {han + "part " + middle + "end", "part " + middle + "end", 1},
      {"part " + middle + han, "part " + middle + han, 1},
      {han + " " + middle + "end", "x " + han + middle + "end", 1},
      {"\xC3\xB8"
       "part " +
           middle + "end",
       "part " + middle + "end", 0},
      {"part " + middle + "end\n", "part " + middle.substr(2) + "end", 0},
  };
  for (const Row& row : cases) {
    const auto corpus = corpus_of({{"a", row.protected_text}});
    EXPECT_EQ(match(*corpus, row.text).matches.size(), row.matches)
        << row.protected_text << " | " << row.text;
  }
}

TEST(CorpusMatcher, DoesNotJoinSources) {
  std::mt19937 random(4);
  const std::string whole = random_words(random, 30, 1000);
  const size_t middle = whole.find(' ', whole.size() / 2);
  const auto corpus = corpus_of({{"a", whole.substr(0, middle)}, {"b", whole.substr(middle)}});
  EXPECT_TRUE(match(*corpus, whole).matches.empty());
}

// Of passages that stand in several sources the first one stands for all.
TEST(CorpusMatcher, GoesOnInAnotherSourceWhereTheFirstOneEnds) {
  std::mt19937 random(5);
  const std::string shared = random_words(random, 30, 1000);
  const std::string tail = random_words(random, 30, 1000);
  NamedTexts texts;
  for (int i = 0; i < 10; ++i) texts.emplace_back("s" + std::to_string(i), shared + "end");
  texts.emplace_back("long", shared + tail);
  const Found found = match(*corpus_of(texts), shared + tail);
  ASSERT_EQ(found.matches.size(), 2u);
  EXPECT_EQ(found.matches[0].source, 0u);
  EXPECT_EQ(found.matches[0].tokens, 30u);
  EXPECT_EQ(found.matches[1].source, 10u);
  EXPECT_EQ(found.matches[1].tokens, 45u);
}

// Places of one gram that the builder does not take for the same: each stands in another context.
TEST(CorpusMatcher, FollowsTheLongestOfSeveralPlaces) {
  std::mt19937 random(8);
  const std::string shared = random_words(random, 40, 1000);
  NamedTexts texts;
  for (int i = 0; i < 4; ++i) {
    // Between two copies, enough else for the builder to forget.
    texts.emplace_back("s" + std::to_string(i), shared + random_words(random, 20, 1000));
    texts.emplace_back("else", random_words(random, 300'000, 1000));
  }
  const std::string& last = texts[6].second;
  const Found found = match(*corpus_of(texts), last);
  ASSERT_EQ(found.matches.size(), 1u);
  EXPECT_EQ(found.matches[0].source, 6u);
  EXPECT_EQ(found.matches[0].tokens, 60u);
}

TEST(CorpusMatcher, RanksSourcesByWhatTheyCover) {
  std::mt19937 random(6);
  NamedTexts texts;
  for (int i = 0; i < 3; ++i) texts.emplace_back(std::to_string(i), random_words(random, 90, 1000));
  const auto corpus = corpus_of(texts);
  CorpusMatcher matcher(*corpus);
  const auto feed = [&](const std::string& text) {
    const auto sink = [&](const Token& token) { matcher.push(token); };
    Tokeniser tokeniser;
    tokeniser.feed(text, sink);
    tokeniser.end(sink);
  };
  feed(texts[2].second);
  EXPECT_EQ(matcher.shares(9).at(0).source, 2u);  // a match that is still open
  matcher.end();
  const auto codes = codes_of(texts[0].second);
  feed(joined({codes.begin(), codes.begin() + 20}));
  matcher.end();
  const auto shares = matcher.shares(9);
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_EQ(shares[0].source, 2u);
  EXPECT_EQ(shares[0].tokens, 90u);
  EXPECT_EQ(shares[1].source, 0u);
  EXPECT_EQ(shares[1].tokens, 20u);
  EXPECT_EQ(matcher.shares(1).size(), 1u);
}

// The licence at the head of ten thousand files, and texts made of nothing but its parts.
TEST(CorpusMatcher, TakesLinearTimeInCrowdedCorpora) {
  std::mt19937 random(7);
  const std::string header = random_words(random, 60, 40);
  CorpusBuilder builder;
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_TRUE(builder.add(std::to_string(i), header + random_words(random, 10, 1000)));
  }
  const auto index = std::move(builder).finish();
  ASSERT_TRUE(index);
  EXPECT_LT(index->size(), 10'000u * 400);
  const auto corpus = Corpus::from_bytes(*index, "test").value();
  std::string hostile;
  while (hostile.size() < 2'000'000) {
    hostile += header.substr(random() % header.size(), 60 + random() % 100) + " x ";
  }
  std::vector<uint32_t> places;
  CorpusMatcher matcher(*corpus);
  Winnower winnower;
  size_t most = 0;
  const auto sink = [&](const Token& token) {
    matcher.push(token);
    if (!winnower.push(token.hash)) return;
    places.clear();
    corpus->find(winnower.fingerprint(), places);
    most = std::max(most, places.size());
  };
  Tokeniser tokeniser;
  tokeniser.feed(hostile, sink);
  tokeniser.end(sink);
  EXPECT_GT(matcher.covered(), 0u);
  EXPECT_LE(most, kMaxPlaces + 1);  // what bounds the work for one token
}

}  // namespace
}  // namespace gs::detect
