#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace gs {
namespace {

class PosixFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "gs_files_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
  PosixFiles files_;
};

TEST_F(PosixFilesTest, WritesAndReadsBack) {
  auto file = files_.create(path("a"), true);
  ASSERT_TRUE(file) << file.error().to_string();
  ASSERT_TRUE((*file)->append("hello "));
  ASSERT_TRUE((*file)->append("world"));
  ASSERT_TRUE((*file)->write_at(0, "J"));
  ASSERT_TRUE((*file)->sync());
  ASSERT_TRUE((*file)->close());
  EXPECT_EQ(files_.read(path("a")), "Jello world");

  auto again = files_.open_for_append(path("a"));
  ASSERT_TRUE(again);
  ASSERT_TRUE((*again)->append("!"));
  EXPECT_EQ(files_.read(path("a")), "Jello world!");
}

TEST_F(PosixFilesTest, ReadsFilesOfAnySize) {
  for (size_t size : {0, 1, 4095, 4096, 4097, 1'000'000}) {
    const std::string bytes(size, 'x');
    ASSERT_TRUE(files_.replace(path("a"), bytes));
    EXPECT_EQ(files_.read(path("a")), bytes) << size;
  }
  const auto pseudo = files_.read("/proc/self/status");  // says that it is empty
  ASSERT_TRUE(pseudo);
  EXPECT_NE(pseudo->find("Name:"), std::string::npos);
}

TEST_F(PosixFilesTest, PreallocatesZerosAndWritesWithinThem) {
  auto file = files_.create(path("a"), true);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->preallocate(8));
  ASSERT_TRUE((*file)->preallocate(2));  // never shrinks
  ASSERT_TRUE((*file)->write_at(6, "ab"));
  EXPECT_EQ(files_.read(path("a")), std::string("\0\0\0\0\0\0ab", 8));
  const auto beyond = (*file)->write_at(7, "ab");
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, ErrorCode::kInvalidInput);
}

TEST_F(PosixFilesTest, CutsFilesOffAndNeverGrowsThem) {
  auto file = files_.create(path("a"), true);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->append("abcdef"));
  ASSERT_TRUE((*file)->truncate(9));
  ASSERT_TRUE((*file)->truncate(2));
  EXPECT_EQ(files_.read(path("a")), "ab");
  EXPECT_FALSE((*file)->write_at(3, "x"));
}

TEST_F(PosixFilesTest, ALockIsHeldByOne) {
  {
    const auto lock = files_.lock(path("lock"));
    ASSERT_TRUE(lock) << lock.error().to_string();
    const auto second = files_.lock(path("lock"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
    EXPECT_EQ(second.error().where, path("lock"));
  }
  EXPECT_TRUE(files_.lock(path("lock")));
}

TEST_F(PosixFilesTest, NamesTheErrorAndThePath) {
  const auto missing = files_.read(path("none"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(missing.error().to_string(), "No such file or directory (" + path("none") + ")");

  ASSERT_TRUE(files_.replace(path("a"), "x"));
  EXPECT_EQ(files_.create(path("a"), true).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(files_.open_for_append(path("b")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_.list(path("b")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_.remove(path("b")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_.rename(path("b"), path("c")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_.make_folder(path("a")).error().code, ErrorCode::kIo);
  EXPECT_EQ(files_.sync_folder(path("a")).error().code, ErrorCode::kIo);
  EXPECT_EQ(files_.read(folder_).error().code, ErrorCode::kIo);
}

TEST_F(PosixFilesTest, MakesFoldersAndListsThemSorted) {
  ASSERT_TRUE(files_.make_folder(path("x/y/z")));
  ASSERT_TRUE(files_.make_folder(path("x/y/z")));
  ASSERT_TRUE(files_.replace(path("x/b"), ""));
  ASSERT_TRUE(files_.replace(path("x/a"), ""));
  EXPECT_EQ(files_.list(path("x")), (std::vector<std::string>{"a", "b", "y"}));
  EXPECT_TRUE(files_.exists(path("x/y")));
  EXPECT_FALSE(files_.exists(path("x/c")));
}

TEST_F(PosixFilesTest, RenamesRemovesAndEmpties) {
  ASSERT_TRUE(files_.replace(path("a"), "old"));
  ASSERT_TRUE(files_.rename(path("a"), path("b")));
  EXPECT_FALSE(files_.exists(path("a")));
  ASSERT_TRUE(files_.create(path("b"), false));
  EXPECT_EQ(files_.read(path("b")), "");
  ASSERT_TRUE(files_.remove(path("b")));
  EXPECT_FALSE(files_.exists(path("b")));
  EXPECT_TRUE(files_.sync_folder(folder_));
}

TEST_F(PosixFilesTest, ReplaceLeavesNothingBeside) {
  ASSERT_TRUE(files_.replace(path("a"), "one"));
  ASSERT_TRUE(files_.replace(path("a"), "two"));
  EXPECT_EQ(files_.read(path("a")), "two");
  EXPECT_EQ(files_.list(folder_), std::vector<std::string>{"a"});
  ASSERT_TRUE(files_.make_folder(path("folder")));
  EXPECT_FALSE(files_.replace(path("folder"), "x"));  // cannot rename onto it
  EXPECT_EQ(files_.list(folder_), (std::vector<std::string>{"a", "folder"}));
}

TEST_F(PosixFilesTest, NewFilesBelongToTheirOwnerAlone) {
  struct stat info;
  ASSERT_TRUE(files_.replace(path("a"), ""));
  ASSERT_EQ(stat(path("a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_TRUE(PosixFiles(0640).replace(path("b"), ""));
  ASSERT_EQ(stat(path("b").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0740, 0640u);
}

}  // namespace
}  // namespace gs
