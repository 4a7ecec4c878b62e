#include "base/mapped_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/files.h"

namespace gs {
namespace {

class MappedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "gs_mapped_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  PosixFiles files_;
};

TEST_F(MappedFileTest, ShowsTheBytesOfFilesOfAnySize) {
  const std::string path = folder_ + "/a";
  for (const size_t size : {0, 1, 4095, 4096, 4097, 1'000'000}) {
    std::string bytes(size, 'x');
    if (size > 0) bytes.back() = 'y';
    ASSERT_TRUE(files_.replace(path, bytes));
    const auto mapped = MappedFile::open(path);
    ASSERT_TRUE(mapped) << mapped.error().to_string();
    EXPECT_EQ(mapped->bytes(), bytes) << size;
  }
}

TEST_F(MappedFileTest, KeepsWhatWasReplacedAndMoves) {
  const std::string path = folder_ + "/a";
  ASSERT_TRUE(files_.replace(path, "old"));
  auto mapped = MappedFile::open(path);
  ASSERT_TRUE(mapped);
  ASSERT_TRUE(files_.replace(path, "new bytes"));
  MappedFile moved = std::move(*mapped);
  EXPECT_EQ(moved.bytes(), "old");
  auto newer = MappedFile::open(path);
  ASSERT_TRUE(newer);
  moved = std::move(*newer);
  EXPECT_EQ(moved.bytes(), "new bytes");
}

TEST_F(MappedFileTest, RefusesWhatIsNoFile) {
  const auto absent = MappedFile::open(folder_ + "/absent");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(absent.error().where, folder_ + "/absent");
  const auto folder = MappedFile::open(folder_);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message, "not a regular file");
}

}  // namespace
}  // namespace gs
