#include "detect/learned/model.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/crc32c.h"
#include "detect/learned/features.h"
#include "detect/learned/models_folder.h"

namespace gs::detect {
namespace {

constexpr std::string_view kColumns[] = {"attack", "harm"};

ModelParts small() {
  return {
      "task", {"attack", "harm"}, {0.5f, 0.25f}, {1, -2, 3, -4, 5, -6, 127, -128}, {1.5f, -2.5f}};
}

class ModelTest : public ::testing::Test {
 protected:
  static std::string bytes() { return *encode_model(small()); }

  // Why these bytes are refused; empty when they are not.
  static std::string refusal(const std::string& bytes, std::string_view task = "task",
                             size_t numbers = 2) {
    const auto model = Model::of_bytes(bytes, task, kColumns, numbers);
    return model ? "" : model.error().message;
  }

  // With a field of the head changed and the checksum right.
  static std::string with(size_t offset, uint32_t value) {
    std::string changed = bytes();
    std::memcpy(changed.data() + offset, &value, 4);
    const uint32_t crc = crc32c(std::string_view(changed).substr(20));
    std::memcpy(changed.data() + 16, &crc, 4);
    return changed;
  }
};

TEST_F(ModelTest, GivesBackWhatWasWritten) {
  const std::string file = bytes();
  const auto model = Model::of_bytes(file, "task", kColumns, 2);
  ASSERT_TRUE(model) << model.error().to_string();
  EXPECT_EQ(model->buckets(), 4u);
  EXPECT_EQ(model->columns(), 2u);
  EXPECT_EQ(model->scale(1), 0.25f);
  EXPECT_EQ(model->numbers()[1], -2.5f);
  EXPECT_EQ(model->row(0)[0], 1);
  EXPECT_EQ(model->row(7)[1], -128);  // 7 & 3
}

TEST_F(ModelTest, RefusesWhatItCannotUseAndSaysWhy) {
  EXPECT_EQ(refusal(bytes(), "other"), "the model is for task, not for other");
  EXPECT_EQ(refusal(bytes(), "task", 3), "the model has numbers 2, and this program needs 3");
  EXPECT_EQ(refusal("GGUF" + bytes().substr(4)), "not a model file");
  EXPECT_EQ(refusal(with(8, 2)), "the model has format version 2, and this program needs 1");
  EXPECT_EQ(refusal(with(12, 99)),
            fmt::format("the model has featuriser version 99, and this program needs {}",
                        kFeaturiserVersion));
  EXPECT_EQ(refusal(with(24, 3)), "the model is damaged: impossible sizes");
  const std::string_view others[] = {"attack", "hate"};
  EXPECT_EQ(Model::of_bytes(bytes(), "task", others, 2).error().message,
            "the model has no column hate in its place");
}

TEST_F(ModelTest, EveryCutAndEveryFlippedByteIsRefused) {
  const std::string whole = bytes();
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(refusal(whole.substr(0, size)), "") << size;
  }
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] ^= 0x10;
    EXPECT_NE(refusal(flipped), "") << at;
  }
  EXPECT_NE(refusal(whole + "x"), "");
}

TEST_F(ModelTest, NamesTheFile) {
  const std::string path = std::filesystem::temp_directory_path() /
                           ("gs_model_test." + std::to_string(::getpid()) + ".gsm");
  const auto missing = Model::open(path, "task", kColumns, 2);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().to_string().find(path), std::string::npos);
  std::ofstream(path, std::ios::binary) << bytes().substr(0, 60);
  const auto cut = Model::open(path, "task", kColumns, 2);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().where, path);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes();
  EXPECT_TRUE(Model::open(path, "task", kColumns, 2));
  std::filesystem::remove(path);
}

TEST_F(ModelTest, PartsMustFitTogether) {
  const auto refused = [](auto change) {
    ModelParts parts = small();
    change(parts);
    return !encode_model(parts);
  };
  EXPECT_TRUE(refused([](ModelParts& p) { p.table.pop_back(); }));
  EXPECT_TRUE(refused([](ModelParts& p) { p.scales.pop_back(); }));
  EXPECT_TRUE(refused([](ModelParts& p) { p.task.clear(); }));
  EXPECT_TRUE(refused([](ModelParts& p) { p.columns[0].assign(25, 'x'); }));
}

TEST(ModelsFolderTest, IsTheSetOneOrBesideTheProgram) {
  EXPECT_EQ(*models_folder("/some/where"), "/some/where");
  EXPECT_TRUE(models_folder("")->ends_with("/share/governed-speed/models"));
}

}  // namespace
}  // namespace gs::detect
