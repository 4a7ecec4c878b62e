#include "text/plain_view.h"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"

namespace gs::text {
namespace {

std::string plain(std::string_view text) {
  PlainView view;
  view.begin_segment();
  return std::string(view.feed(text));
}

std::vector<std::string> layers(std::string_view text) {
  PlainView view;
  view.begin_segment();
  view.feed(text);
  std::vector<std::string> names;
  for (size_t i = 0; i < kLayerNames.size(); ++i) {
    if (view.layers().has(static_cast<Layer>(i))) names.emplace_back(kLayerNames[i]);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(PlainView, ShowsWhatAReaderSees) {
  EXPECT_EQ(plain("plain ASCII"), "plain ASCII");
  EXPECT_EQ(plain("４１１１\u00A01111"), "4111 1111");
  EXPECT_EQ(plain("𝓲𝓰𝓷𝓸𝓻𝓮"), "ignore");
  EXPECT_EQ(plain("ig\u200Bno\u200Dre"), "ignore");
  EXPECT_EQ(plain("a\u202Eb\U000E0041c"), "abc");
  EXPECT_EQ(plain("“it’s” 1–2"), "\"it's\" 1-2");
  EXPECT_EQ(plain("ﬁne"), "fine");
  EXPECT_EQ(plain("Müller Привет 日本語 한국어 नमस्ते"), "Müller Привет 日本語 한국어 नमस्ते");
}

TEST(PlainView, NamesWhatWasHidden) {
  EXPECT_EQ(layers("ig\u200Bnore"), Names{"zero_width"});
  EXPECT_EQ(layers("a\u202Eb"), Names{"bidi"});
  EXPECT_EQ(layers("\U000E0041"), Names{"tag_characters"});
  EXPECT_EQ(layers("ｉｇｎｏｒｅ"), Names{"compatibility"});
  EXPECT_EQ(layers("naïve “quotes”… 5 km² ½ 👩‍👩‍👧 你好，世界！ "
                   "می‌خواهم"),
            Names{});
}

TEST(PlainView, MapsBackToTheBytesThatCausedIt) {
  PlainView view;
  view.begin_segment();
  const std::string text = "\u200Bx\u200B４２\u200By½";
  const std::string shown(view.feed(text));
  ASSERT_EQ(shown, "x42y1/2");
  const auto original = [&](size_t begin, size_t end) {
    const Span span = view.map().original({begin, end});
    return text.substr(span.begin, span.end - span.begin);
  };
  EXPECT_EQ(original(0, 1), "x");
  EXPECT_EQ(original(1, 3), "４２");
  EXPECT_EQ(original(2, 4), "２\u200By");
  EXPECT_EQ(original(4, 5), "½") << "part of an expansion is the whole character";
  EXPECT_EQ(view.map().original_begin(shown.size()), text.size());
  EXPECT_EQ(original(2, 2), "");
}

std::string random_text(std::mt19937& random) {
  constexpr const char* kParts[] = {"a",      "1",      "é", "４",     "𝓲", "\u200B",     "½", "日",
                                    "\u202E", "\u00A0", "“", "hello ", "ﬁ", "👩‍👧"};
  std::string text;
  for (size_t n = random() % 20; n > 0; --n) text += kParts[random() % 14];
  return text;
}

TEST(PlainView, AnyCutGivesTheSameViewAndMap) {
  std::mt19937 random(11);
  for (int round = 0; round < 1'000; ++round) {
    const std::string text = random_text(random);
    PlainView whole;
    whole.begin_segment();
    const std::string expected(whole.feed(text));
    PlainView cut;
    cut.begin_segment();
    std::string joined;
    for (size_t at = 0; at < text.size();) {
      const size_t begin = at;
      next_code_point(text, at);
      joined += cut.feed(std::string_view(text).substr(begin, at - begin));
    }
    ASSERT_EQ(joined, expected);
    for (size_t i = 0; i <= expected.size(); ++i) {
      for (size_t j = i; j <= expected.size(); ++j) {
        ASSERT_EQ(cut.map().original({i, j}).begin, whole.map().original({i, j}).begin);
        ASSERT_EQ(cut.map().original({i, j}).end, whole.map().original({i, j}).end);
      }
    }
  }
}

TEST(PlainView, EveryByteComesFromWhatItMapsTo) {
  std::mt19937 random(12);
  for (int round = 0; round < 500; ++round) {
    const std::string text = random_text(random);
    PlainView view;
    view.begin_segment();
    const std::string shown(view.feed(text));
    for (size_t i = 0; i < shown.size();) {
      size_t end = i;
      next_code_point(shown, end);
      const Span span = view.map().original({i, end});
      ASSERT_NE(
          plain(text.substr(span.begin, span.end - span.begin)).find(shown.substr(i, end - i)),
          std::string::npos);
      i = end;
    }
    ASSERT_EQ(plain(shown), shown) << "a plain text is its own view";
  }
}

TEST(OffsetMap, ForgetsWhatWillNotBeAskedFor) {
  PlainView view;
  view.begin_segment();
  for (int i = 0; i < 10'000; ++i) {
    view.feed("x４");
    view.map().discard_before(view.map().plain_size());
  }
  view.feed("yz");
  const Span span = view.map().original({20'001, 20'002});
  EXPECT_EQ(span.begin, 40'001u);
  EXPECT_EQ(span.end, 40'002u);
}

}  // namespace
}  // namespace gs::text
