#include "detect/names/name_model.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/crc32c.h"
#include "unit/detect/names/name_fixture.h"

namespace gs::detect {
namespace {

std::string model_bytes() {
  return *build_name_model(random_content(kNameText, 1), 0.5);
}

std::string refusal(std::string bytes) {
  const auto model = NameModel::from_bytes(std::move(bytes), "x.gsm");
  return model ? "" : model.error().to_string();
}

// With a checksum that agrees again, as somebody would write it on purpose.
template <typename Change>
std::string changed(Change change) {
  std::string bytes = model_bytes();
  NameModelHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  change(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  header.crc = crc32c(std::string_view(bytes).substr(offsetof(NameModelHeader, bytes)));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

TEST(NameModel, ReadsWhatWasBuilt) {
  const NameModelContent content = random_content(kNameText, 1);
  const auto model = model_of(content);
  const auto tokens = name_tokens(kNameText);
  for (size_t i = 0; i < tokens.size(); ++i) {
    const NameFeatures features = features_at(tokens, i);
    TagScores scores;
    model->score(features, scores);
    for (size_t tag = 0; tag < kNameTags; ++tag) {
      int expected = 0;
      for (const uint64_t feature : features) expected += content.weights.at(feature)[tag];
      EXPECT_EQ(scores[tag], expected);
    }
  }
}

TEST(NameModel, KnowsTheClusterOfAWordInAnyCase) {
  const auto model = model_of(random_content(kNameText, 1));
  EXPECT_EQ(model->clusters().find(name_tokens("berg")[0].word), 0x0102);
  EXPECT_EQ(model->clusters().find(name_tokens("BERG")[0].word), 0x0102);
  EXPECT_EQ(model->clusters().find(name_tokens("Anna")[0].word), 0);
}

TEST(NameModel, EqualContentMakesEqualBytes) {
  EXPECT_EQ(model_bytes(), model_bytes());
}

TEST(NameModel, SaysWhyAFileIsRefused) {
  EXPECT_EQ(refusal(model_bytes()), "");
  EXPECT_EQ(refusal(""), "not a name model (x.gsm)");
  EXPECT_EQ(refusal("hello"), "not a name model (x.gsm)");
  EXPECT_EQ(refusal(model_bytes().substr(0, 100)), "the name model is cut short (x.gsm)");
  const std::string whole = model_bytes();
  const std::string short_by_one = whole.substr(0, whole.size() - 1);
  EXPECT_EQ(refusal(short_by_one),
            "the name model is cut short: " + std::to_string(short_by_one.size()) +
                " bytes instead of " + std::to_string(whole.size()) + " (x.gsm)");
  EXPECT_NE(refusal(whole + "x").find("is longer"), std::string::npos);
  EXPECT_EQ(refusal(changed([](auto& header) { header.version = 1; })),
            "name model version 1, this program reads version 2 (x.gsm)");
}

TEST(NameModel, RefusesAnyDamagedByte) {
  const std::string whole = model_bytes();
  for (size_t at = 0; at < whole.size(); at += 97) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    EXPECT_NE(refusal(std::move(bytes)), "") << at;
  }
}

TEST(NameModel, RefusesHeadersThatContradictThemselves) {
  const auto contradicts = [](auto change) {
    return refusal(changed(change)).find("contradicts itself") != std::string::npos;
  };
  EXPECT_TRUE(contradicts([](auto& header) { header.features = 3; }));
  EXPECT_TRUE(contradicts([](auto& header) { header.tags = 99; }));
  EXPECT_TRUE(contradicts([](auto& header) { ++header.word_slots; }));
  EXPECT_TRUE(contradicts([](auto& header) { ++header.cluster_slots; }));
  EXPECT_TRUE(contradicts([](auto& header) {
    header.word_slots += header.cluster_slots;
    header.cluster_slots = 0;
  }));
  EXPECT_TRUE(contradicts([](auto& header) { header.weight_rows = 0; }));
  EXPECT_TRUE(contradicts([](auto& header) { header.unit = 0; }));
  EXPECT_TRUE(contradicts([](auto& header) { header.transitions[1][2] = 30000; }));
}

TEST(NameModel, NamesTheFileThatIsNotThere) {
  const auto model = NameModel::open("/nowhere/names.gsm");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kNotFound);
  EXPECT_NE(model.error().to_string().find("/nowhere/names.gsm"), std::string::npos);
}

}  // namespace
}  // namespace gs::detect
