// What is known of a row, and what the learner makes of what is not.
#include "train_names/sentences.h"

#include <gtest/gtest.h>

#include "detect/names/name_tokeniser.h"
#include "detect/names/word_lists.h"
#include "train_names/field.h"

namespace gs::train {
namespace {

using detect::NameType;

std::vector<detect::NameToken> tokens_of(const std::string& text) {
  detect::NameTokeniser tokeniser;
  std::vector<detect::NameToken> tokens;
  detect::NameToken token;
  for (size_t at = 0; tokeniser.next(text, at, true, token);) tokens.push_back(token);
  return tokens;
}

TagSet only(detect::NameTag tag) {
  return static_cast<TagSet>(1u << tag);
}

Row row(std::string text, std::vector<NameSpan> spans, std::vector<bool> annotated) {
  Row made;
  made.text = std::move(text);
  made.spans = std::move(spans);
  made.annotated = std::move(annotated);
  return made;
}

const std::vector<bool> kAll(detect::kNameTypes, true);

TEST(AllowedTags, AreThoseOfTheSpans) {
  const Row one =
      row("Anna Berg, Paris", {{0, 9, NameType::kPerson}, {11, 16, NameType::kLocation}}, kAll);
  EXPECT_EQ(allowed_tags(one, tokens_of(one.text)),
            (std::vector<TagSet>{only(detect::begin_tag(NameType::kPerson)),
                                 only(detect::inside_tag(NameType::kPerson)), 1,
                                 only(detect::begin_tag(NameType::kLocation))}));
}

TEST(AllowedTags, TypesThatAreNotAnnotatedAreOpenOutsideOfSpans) {
  std::vector<bool> annotated = kAll;
  annotated[static_cast<size_t>(NameType::kDateTime)] = false;
  const Row one = row("Anna on Monday", {{0, 4, NameType::kPerson}}, annotated);
  const TagSet open = static_cast<TagSet>(1 | only(detect::begin_tag(NameType::kDateTime)) |
                                          only(detect::inside_tag(NameType::kDateTime)));
  EXPECT_EQ(allowed_tags(one, tokens_of(one.text)),
            (std::vector<TagSet>{only(detect::begin_tag(NameType::kPerson)), open, open}));
}

TEST(AllowedTags, AnEnglishWordForAGroupIsOneWhereTheSourceDoesNotSay) {
  std::vector<bool> annotated = kAll;
  annotated[static_cast<size_t>(NameType::kNrp)] = false;
  Row one = row("a 2005 French film", {{2, 6, NameType::kDateTime}}, annotated);
  one.lang = "en";
  std::vector<detect::NameToken> tokens = tokens_of(one.text);
  EXPECT_NE(allowed_tags(one, tokens)[2], only(detect::begin_tag(NameType::kNrp)));
  tokens[2].lists |= detect::kPeople;
  EXPECT_EQ(allowed_tags(one, tokens)[2], only(detect::begin_tag(NameType::kNrp)));
  one.lang = "de";
  EXPECT_NE(allowed_tags(one, tokens)[2], only(detect::begin_tag(NameType::kNrp)));
  one.lang = "en";
  one.annotated = kAll;
  EXPECT_EQ(allowed_tags(one, tokens)[2], 1) << "the source says that it is none";
}

Sentence of_one_token(TagSet allowed) {
  Sentence sentence;
  sentence.features.assign(detect::kNameFeatures, kNoFeature);
  sentence.features[detect::kWordFeatures] = 0;
  sentence.allowed = {allowed};
  return sentence;
}

// One row in ten says that this is a date; the others do not speak of dates.
float date_against_outside(TagSet silent) {
  Field field(1, {});
  Random random(1);
  const auto date = detect::begin_tag(NameType::kDateTime);
  for (int round = 0; round < 30; ++round) {
    for (int i = 0; i < 9; ++i) field.learn(of_one_token(silent), random);
    field.learn(of_one_token(only(date)), random);
  }
  return field.weights()[0][date] - field.weights()[0][detect::kOutside];
}

TEST(Field, DoesNotTakeWhatIsNotAnnotatedForAbsent) {
  const TagSet open = static_cast<TagSet>(1 | only(detect::begin_tag(NameType::kDateTime)));
  EXPECT_GT(date_against_outside(open), 0);
  EXPECT_LT(date_against_outside(1), 0) << "the test could not tell";
}

TEST(Field, LearnsTheSameFromTheSame) {
  const auto learnt = [] {
    Field field(1, {});
    Random random(7);
    for (int i = 0; i < 20; ++i) field.learn(of_one_token(only(1)), random);
    return field.weights()[0];
  };
  EXPECT_EQ(learnt(), learnt());
}

TEST(Field, CostFallsWhileItLearns) {
  Field field(1, {});
  Random random(3);
  const double first = field.learn(of_one_token(only(1)), random);
  double last = first;
  for (int i = 0; i < 20; ++i) last = field.learn(of_one_token(only(1)), random);
  EXPECT_LT(last, first / 2);
}

}  // namespace
}  // namespace gs::train
