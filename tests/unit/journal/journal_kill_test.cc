// On real files: several threads, and a process that is killed while it writes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "journal_fixture.h"

namespace gs::journal {
namespace {

class RealFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "gs_journal_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    options_.folder = name + "/g1";
    root_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::unique_ptr<Journal> open() {
    auto journal = Journal::open(files_, clock_, options_, events_.listener());
    EXPECT_TRUE(journal) << journal.error().to_string();
    return journal ? *std::move(journal) : nullptr;
  }

  std::string root_;
  PosixFiles files_;
  SystemClock clock_;
  Events events_;
  JournalOptions options_{.folder = "", .gateway = "g1", .segment_bytes = 256 * 1024};
};

TEST_F(RealFilesTest, ManyThreadsGetDenseNumbersAndRightRoots) {
  constexpr int kThreads = 4;
  constexpr int kEach = 3000;
  auto journal = open();
  std::vector<std::vector<Sequence>> given(kThreads);
  std::atomic<int> told = 0;
  std::atomic<int> asked = 0;
  {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          const auto seq =
              journal->record(*SomeDecision(std::to_string(t) + "-" + std::to_string(i), i % 300));
          ASSERT_TRUE(seq) << seq.error().to_string();
          given[t].push_back(*seq);
          if (i % 50 != 0) continue;
          ++asked;
          journal->when_durable(*seq, [&](const Status& status) { told += status ? 1 : 0; });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  ASSERT_TRUE(journal->close());
  EXPECT_EQ(told, asked);
  const auto records = read_folder(files_, options_.folder);
  ASSERT_TRUE(records) << records.error().to_string();
  ASSERT_EQ(records->size(), static_cast<size_t>(kThreads * kEach));
  for (int t = 0; t < kThreads; ++t) {
    EXPECT_TRUE(std::is_sorted(given[t].begin(), given[t].end()));
    for (int i = 0; i < kEach; ++i) {
      EXPECT_EQ(member((*records)[given[t][i]], "id"), std::to_string(t) + "-" + std::to_string(i));
    }
  }
  EXPECT_EQ(events_.all(), "");
}

TEST_F(RealFilesTest, OneProcessHoldsTheFolder) {
  auto journal = open();
  const auto second = Journal::open(files_, clock_, options_, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(second.error().where, options_.folder + "/lock");
  ASSERT_TRUE(journal->close());
  EXPECT_NE(open(), nullptr);
}

// What the child says over its pipe once record() has returned.
struct Written {
  Sequence sequence;
  uint64_t thread;
  uint64_t number;
};

std::string id_of(const Written& written) {
  return std::to_string(written.thread) + "-" + std::to_string(written.number);
}

[[noreturn]] void journal_until_killed(const JournalOptions& options, int pipe) {
  PosixFiles files;
  SystemClock clock;
  auto journal = Journal::open(files, clock, options, {});
  if (!journal) _exit(3);
  const auto work = [&](uint64_t thread) {
    for (uint64_t number = 0;; ++number) {
      Written written{0, thread, number};
      const auto seq = (*journal)->record(*SomeDecision(id_of(written), number % 500));
      if (!seq) _exit(4);
      written.sequence = *seq;
      if (write(pipe, &written, sizeof(written)) != sizeof(written)) _exit(5);
      if (number % 7 == 0) (*journal)->when_durable(*seq, [](const Status&) {});
    }
  };
  std::thread other([&] { work(1); });
  work(0);
  _exit(6);
}

// Starts the child, kills it after so many records, and gives all that it has said.
std::vector<Written> killed_run(const JournalOptions& options, size_t after) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    journal_until_killed(options, ends[1]);
  }
  close(ends[1]);
  std::vector<Written> said;
  Written written;
  while (read(ends[0], &written, sizeof(written)) == sizeof(written)) {
    said.push_back(written);
    if (said.size() == after) kill(child, SIGKILL);
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
  return said;
}

// GS_KILL_ROUNDS: how many times, 20 without it.
TEST_F(RealFilesTest, AKilledProcessLosesNoRecord) {
  const char* wanted = std::getenv("GS_KILL_ROUNDS");
  const int rounds = wanted != nullptr ? std::atoi(wanted) : 20;
  std::mt19937 random(20261126);
  std::map<Sequence, std::string> expected;
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(round);
    for (const Written& written : killed_run(options_, 1 + random() % 2000)) {
      EXPECT_TRUE(expected.emplace(written.sequence, id_of(written)).second) << "given twice";
    }
    ASSERT_TRUE(open()->close());
    const auto records = read_folder(files_, options_.folder);
    ASSERT_TRUE(records) << records.error().to_string();
    for (const auto& [seq, id] : expected) {
      ASSERT_LT(seq, records->size());
      ASSERT_EQ(member((*records)[seq], "id"), id);
    }
    // Records whose numbers did not come through the pipe any more.
    EXPECT_LE(records->size() - expected.size(), static_cast<size_t>(2 * (round % 10 + 1)));
    if (round % 10 != 9) continue;
    std::filesystem::remove_all(options_.folder);
    expected.clear();
  }
}

}  // namespace
}  // namespace gs::journal
