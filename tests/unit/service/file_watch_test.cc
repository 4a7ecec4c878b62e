#include "service/file_watch.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace gs::service {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Counts calls and lets a test wait for the next one.
class Calls {
 public:
  void add() {
    std::lock_guard lock(mutex_);
    ++count_;
    more_.notify_all();
  }
  bool reaches(int count, std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, within, [&] { return count_ >= count; });
  }
  int count() {
    std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  int count_ = 0;
};

class FileWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(::testing::TempDir()) /
        ("watch_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::unique_ptr<FileWatch> watch(std::chrono::milliseconds period = 10s) {
    auto started = FileWatch::start(folder_ / "policy.yaml", period, [this] { calls_.add(); });
    EXPECT_TRUE(started) << started.error().to_string();
    return *std::move(started);
  }

  fs::path folder_;
  Calls calls_;
};

TEST_F(FileWatchTest, TellsOfARewrittenFile) {
  write("policy.yaml", "one");
  auto watching = watch();
  write("policy.yaml", "two");
  EXPECT_TRUE(calls_.reaches(1, 1s));
}

TEST_F(FileWatchTest, TellsOfAFileRenamedIntoPlace) {
  write("policy.yaml", "one");
  auto watching = watch();
  write("policy.yaml.new", "two");
  fs::rename(folder_ / "policy.yaml.new", folder_ / "policy.yaml");
  EXPECT_TRUE(calls_.reaches(1, 1s));
}

TEST_F(FileWatchTest, TellsOfTheSymlinkSwapOfAConfigMap) {
  fs::create_directory(folder_ / "..v1");
  fs::create_directory(folder_ / "..v2");
  write("..v1/policy.yaml", "one");
  write("..v2/policy.yaml", "two");
  fs::create_symlink("..v1", folder_ / "..data");
  fs::create_symlink("..data/policy.yaml", folder_ / "policy.yaml");
  auto watching = watch();
  fs::create_symlink("..v2", folder_ / "..data_tmp");
  fs::rename(folder_ / "..data_tmp", folder_ / "..data");
  EXPECT_TRUE(calls_.reaches(1, 1s));
}

TEST_F(FileWatchTest, TellsOfARemovedFile) {
  write("policy.yaml", "one");
  auto watching = watch();
  fs::remove(folder_ / "policy.yaml");
  EXPECT_TRUE(calls_.reaches(1, 1s));
}

// Half a file can be a valid file, so nobody is told of it, not even by the periodic look.
TEST_F(FileWatchTest, KeepsSilentWhileSomebodyWrites) {
  write("policy.yaml", "one");
  auto watching = watch(5ms);
  std::ofstream half(folder_ / "policy.yaml");
  half << "rules: [a" << std::flush;
  EXPECT_FALSE(calls_.reaches(1, 150ms));
  half << ", b]" << std::flush;
  half.close();
  EXPECT_TRUE(calls_.reaches(1, 1s));
}

TEST_F(FileWatchTest, FollowsALinkIntoAnotherFolder) {
  fs::create_directory(folder_ / "elsewhere");
  write("elsewhere/real.yaml", "one");
  fs::create_symlink("elsewhere/real.yaml", folder_ / "policy.yaml");
  auto watching = watch();
  write("elsewhere/real.yaml", "two");
  EXPECT_TRUE(calls_.reaches(1, 1s));
}

// A link on the way that is turned elsewhere sends no event where the watch is; the periodic look
// finds it.
TEST_F(FileWatchTest, FindsAChangeWithoutEvents) {
  for (const char* name : {"links", "one", "two"}) fs::create_directory(folder_ / name);
  write("one/real.yaml", "one");
  write("two/real.yaml", "something longer");
  fs::create_symlink("../one", folder_ / "links/now");
  fs::create_symlink("links/now/real.yaml", folder_ / "policy.yaml");
  auto watching = watch(20ms);
  fs::create_symlink("../two", folder_ / "links/next");
  fs::rename(folder_ / "links/next", folder_ / "links/now");
  EXPECT_TRUE(calls_.reaches(1, 2s));
}

TEST_F(FileWatchTest, IgnoresOtherFiles) {
  write("policy.yaml", "one");
  auto watching = watch();
  write("notes.txt", "x");
  write("policy.yaml", "two");
  EXPECT_TRUE(calls_.reaches(1, 1s));
  EXPECT_EQ(calls_.count(), 1);
}

TEST_F(FileWatchTest, NamesAFolderThatCannotBeWatched) {
  auto started = FileWatch::start(folder_ / "missing" / "policy.yaml", 1s, [] {});
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().to_string().find("missing"), std::string::npos);
}

}  // namespace
}  // namespace gs::service
