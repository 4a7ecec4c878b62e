#include "base/faulty_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace gs {
namespace {

constexpr uint64_t kSeeds = 300;

// What is asked of a file, in one line: made durably, with its folder entry.
std::unique_ptr<WritableFile> make_durable(FaultyFiles& files, const std::string& path,
                                           std::string_view bytes) {
  auto file = files.create(path, false);
  EXPECT_TRUE(file && (*file)->append(bytes) && (*file)->sync() && files.sync_folder("."));
  return std::move(*file);
}

// What `act` can leave of file "a" after a loss of power, over many seeds; "-" where it is gone.
template <typename Act>
std::set<std::string> outcomes(Act act) {
  std::set<std::string> seen;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    FaultyFiles files;
    act(files);
    files.lose_power(seed);
    seen.insert(files.read("a").value_or("-"));
  }
  return seen;
}

using Outcomes = std::set<std::string>;

TEST(FaultyFiles, IsAFileSystem) {
  FaultyFiles files;
  ASSERT_TRUE(files.make_folder("x/y"));
  ASSERT_TRUE(files.replace("x/b", "one"));
  ASSERT_TRUE(files.replace("./x//a", "two"));
  EXPECT_EQ(files.list("x/"), (std::vector<std::string>{"a", "b", "y"}));
  EXPECT_EQ(files.list("."), std::vector<std::string>{"x"});
  EXPECT_EQ(files.read("x/a"), "two");
  ASSERT_TRUE(files.rename("x/a", "x/b"));
  EXPECT_EQ(files.read("x/b"), "two");
  EXPECT_EQ(files.read("x/a").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files.create("x/b", true).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(files.create("none/b", true).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files.create("x/y", false).error().code, ErrorCode::kIo);
  EXPECT_EQ(files.make_folder("x/b/c").error().code, ErrorCode::kIo);
  ASSERT_TRUE(files.remove("x/b"));
  EXPECT_FALSE(files.exists("x/b"));
  EXPECT_TRUE(files.exists("x/y"));
}

TEST(FaultyFiles, WritesLikeTheDisk) {
  FaultyFiles files;
  auto file = files.create("a", true);
  ASSERT_TRUE((*file)->preallocate(4));
  ASSERT_TRUE((*file)->write_at(1, "bc"));
  ASSERT_TRUE((*file)->append("e"));
  EXPECT_EQ(files.read("a"), std::string("\0bc\0e", 5));
  EXPECT_EQ((*file)->write_at(4, "xy").error().code, ErrorCode::kInvalidInput);
  ASSERT_TRUE((*file)->close());
  EXPECT_EQ((*file)->append("x").error().message, "the file is closed");
}

TEST(FaultyFiles, WhatIsSyncedSurvives) {
  EXPECT_EQ(outcomes([](FaultyFiles& files) { make_durable(files, "a", "kept"); }),
            Outcomes{"kept"});
}

TEST(FaultyFiles, WhatIsNotSyncedIsKeptTornOrLost) {
  const Outcomes seen = outcomes(
      [](FaultyFiles& files) { ASSERT_TRUE(make_durable(files, "a", "S")->append("ab")); });
  EXPECT_EQ(seen, (Outcomes{"S", "Sa", "Sab", std::string("S\0\0", 3)}));
}

TEST(FaultyFiles, ALaterWriteCanSurviveAnEarlierOne) {
  const Outcomes seen = outcomes([](FaultyFiles& files) {
    auto file = make_durable(files, "a", "..");
    ASSERT_TRUE(file->write_at(0, "1") && file->write_at(1, "2"));
  });
  EXPECT_EQ(seen, (Outcomes{"..", "1.", ".2", "12"}));
}

TEST(FaultyFiles, CuttingAFileOffIsAtRiskToo) {
  std::set<std::string> left;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    FaultyFiles files;
    auto file = files.create("a", true);
    ASSERT_TRUE((*file)->append("abcdef"));
    ASSERT_TRUE((*file)->sync() && files.sync_folder("."));
    ASSERT_TRUE((*file)->truncate(9));
    ASSERT_TRUE((*file)->truncate(2));
    EXPECT_EQ(files.read("a"), "ab");
    files.lose_power(seed);
    left.insert(files.read("a").value());
  }
  EXPECT_EQ(left, (std::set<std::string>{"ab", "abcdef"}));
}

TEST(FaultyFiles, LargeWritesTearAtSectors) {
  const std::string old_bytes(3 * 512, 'o');
  const Outcomes seen = outcomes([&](FaultyFiles& files) {
    ASSERT_TRUE(make_durable(files, "a", old_bytes)->write_at(0, std::string(3 * 512, 'n')));
  });
  const auto sectors = [](char a, char b, char c) {
    return std::string(512, a) + std::string(512, b) + std::string(512, c);
  };
  EXPECT_TRUE(seen.contains(sectors('n', 'o', 'n')));
  EXPECT_TRUE(seen.contains(sectors('o', 'n', 'o')));
  const bool cut_inside = std::any_of(seen.begin(), seen.end(), [](const std::string& bytes) {
    return bytes.find('o') != std::string::npos && bytes.find('o') % 512 != 0;
  });
  EXPECT_TRUE(cut_inside);
}

TEST(FaultyFiles, EmptyingAFileIsAtRiskToo) {
  const Outcomes seen = outcomes([](FaultyFiles& files) {
    make_durable(files, "a", "old");
    ASSERT_TRUE(files.create("a", false));
  });
  EXPECT_EQ(seen, (Outcomes{"", "old"}));
}

TEST(FaultyFiles, FolderEntriesAreCertainOnlyAfterTheFoldersSync) {
  EXPECT_EQ(outcomes([](FaultyFiles& files) {
              auto file = files.create("a", true);
              ASSERT_TRUE((*file)->append("x") && (*file)->sync());
            }),
            (Outcomes{"-", "x"}));
  EXPECT_EQ(outcomes([](FaultyFiles& files) {
              make_durable(files, "a", "x");
              ASSERT_TRUE(files.remove("a"));
            }),
            (Outcomes{"-", "x"}));
  EXPECT_EQ(outcomes([](FaultyFiles& files) {
              make_durable(files, "a", "old");
              make_durable(files, "b", "new");
              ASSERT_TRUE(files.rename("b", "a"));
            }),
            (Outcomes{"new", "old"}));
  EXPECT_EQ(outcomes([](FaultyFiles& files) {
              make_durable(files, "a", "old");
              make_durable(files, "b", "new");
              ASSERT_TRUE(files.rename("b", "a") && files.sync_folder("."));
            }),
            Outcomes{"new"});
}

TEST(FaultyFiles, AFailedSyncIsNotMendedByALaterOne) {
  const Outcomes seen = outcomes([](FaultyFiles& files) {
    auto file = make_durable(files, "a", "..");
    ASSERT_TRUE(file->write_at(0, "1"));
    files.inject({.operation = FileOperation::kSync});
    ASSERT_FALSE(file->sync());
    ASSERT_TRUE(file->write_at(1, "2"));
    ASSERT_TRUE(file->sync());
  });
  EXPECT_EQ(seen, (Outcomes{".2", "12"}));
}

TEST(FaultyFiles, HandlesDieWithThePower) {
  FaultyFiles files;
  auto file = make_durable(files, "a", "x");
  files.lose_power(1);
  EXPECT_EQ(file->append("y").error().message, "the power was lost since the file was opened");
  EXPECT_FALSE(file->sync());
  EXPECT_EQ(files.read("a"), "x");
}

TEST(FaultyFiles, FailsTheChosenOperations) {
  struct Row {
    Fault fault;
    std::string failures;  // one letter an operation: F failed
  };
  using Repeat = Fault::Repeat;
  const Row rows[] = {
      {{FileOperation::kSync, 2, Repeat::kOnce}, "...F...."},
      {{FileOperation::kSync, 2, Repeat::kEvery}, "...F...F"},
      {{FileOperation::kSync, 2, Repeat::kFromThenOn}, "...F.F.F"},
      {{std::nullopt, 3, Repeat::kOnce}, "..F....."},
      {{std::nullopt, 3, Repeat::kFromThenOn}, "..FFFFFF"},
      {{FileOperation::kRename, 1, Repeat::kEvery}, "........"},
  };
  for (const Row& row : rows) {
    FaultyFiles files;
    auto file = make_durable(files, "a", "");
    files.inject(row.fault);
    std::string seen;
    for (int i = 0; i < 4; ++i) {
      seen += file->append("x") ? '.' : 'F';
      seen += file->sync() ? '.' : 'F';
    }
    EXPECT_EQ(seen, row.failures);
    files.clear_faults();
    EXPECT_TRUE(file->sync());
    EXPECT_EQ(files.operations(FileOperation::kSync), 6u);
    EXPECT_EQ(files.operations(), 13u);
  }
}

TEST(FaultyFiles, AFailingAppendLeavesAPrefix) {
  FaultyFiles files;
  auto file = files.create("a", true);
  files.inject({.operation = FileOperation::kAppend});
  const Status status = (*file)->append("abcd");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().to_string(), "injected input/output error (a)");
  EXPECT_EQ(files.read("a"), "ab");
}

TEST(FaultyFiles, AFullDiskTakesWhatFits) {
  FaultyFiles files;
  make_durable(files, "b", "123");
  auto file = files.create("a", true);
  files.set_capacity(8);
  const Status status = (*file)->append("abcdefgh");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_EQ(status.error().message, "no space left on device");
  EXPECT_EQ(files.read("a"), "abcde");
  EXPECT_FALSE((*file)->preallocate(6));
  EXPECT_TRUE((*file)->write_at(0, "ABCDE"));  // needs no new space
  ASSERT_TRUE(files.remove("b"));
  EXPECT_TRUE((*file)->append("fgh"));
  files.set_capacity(std::nullopt);
  EXPECT_TRUE((*file)->append(std::string(100, 'x')));
}

TEST(FaultyFiles, EqualSeedsLoseTheSame) {
  const auto after = [](uint64_t seed) {
    FaultyFiles files;
    auto file = make_durable(files, "a", "");
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(file->append(std::to_string(i)));
    files.lose_power(seed);
    return *files.read("a");
  };
  std::set<std::string> different;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(after(seed), after(seed));
    different.insert(after(seed));
  }
  EXPECT_GT(different.size(), 10u);
}

// A second opinion on random histories of one file: the bytes that the last sync covered survive
// unless a later write touched them, and every surviving byte was once written at its place (or is
// the zero of a hole).
TEST(FaultyFiles, SurvivingBytesAgreeWithANaiveModel) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    std::mt19937_64 random(seed);
    FaultyFiles files;
    auto file = make_durable(files, "a", "");
    std::vector<std::set<char>> possible;  // by offset
    std::string now;
    size_t synced_size = 0;
    for (int step = 0; step < 12; ++step) {
      if (random() % 4 == 0) {
        ASSERT_TRUE(file->sync());
        synced_size = now.size();
        for (size_t i = 0; i < now.size(); ++i) possible[i] = {now[i]};
        continue;
      }
      const std::string bytes(1 + random() % 700, static_cast<char>('a' + step));
      const size_t offset =
          now.size() < bytes.size() ? now.size() : random() % (now.size() - bytes.size() + 1);
      ASSERT_TRUE(offset == now.size() ? file->append(bytes) : file->write_at(offset, bytes));
      if (now.size() < offset + bytes.size()) {
        now.resize(offset + bytes.size());
        possible.resize(now.size(), {'\0'});
      }
      now.replace(offset, bytes.size(), bytes);
      for (size_t i = offset; i < offset + bytes.size(); ++i) possible[i].insert(bytes[0]);
    }
    files.lose_power(seed);
    const std::string left = *files.read("a");
    ASSERT_GE(left.size(), synced_size);
    ASSERT_LE(left.size(), now.size());
    for (size_t i = 0; i < left.size(); ++i) {
      ASSERT_TRUE(possible[i].contains(left[i])) << "seed " << seed << " offset " << i;
    }
  }
}

// replace() against every single point of failure, each followed by many losses of power.
TEST(FilesReplace, HoldsTheOldOrTheNewBytesWhateverFails) {
  const std::string old_bytes(1500, 'o');
  const std::string new_bytes(1800, 'n');
  for (uint64_t nth = 1; nth <= 8; ++nth) {
    for (auto repeat : {Fault::Repeat::kOnce, Fault::Repeat::kFromThenOn}) {
      for (uint64_t seed = 0; seed < 60; ++seed) {
        FaultyFiles files;
        make_durable(files, "a", old_bytes);
        files.inject({.operation = std::nullopt, .nth = nth, .repeat = repeat});
        const bool done = files.replace("a", new_bytes).has_value();
        files.lose_power(seed);
        const std::string left = files.read("a").value_or("(gone)");
        ASSERT_TRUE(left == new_bytes || (!done && left == old_bytes))
            << "operation " << nth << " seed " << seed << ": " << left.substr(0, 20);
        // What the crash left beside does not stand in the way of the next time.
        ASSERT_TRUE(files.replace("a", "again"));
        files.lose_power(seed + 1);
        ASSERT_EQ(files.read("a"), "again");
      }
    }
  }
}

TEST(FilesReplace, OnAFullDiskKeepsTheOldBytesAndReports) {
  FaultyFiles files;
  make_durable(files, "a", "old");
  files.set_capacity(10);
  const Status status = files.replace("a", "too long for it");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().to_string(), "no space left on device (a.new)");
  EXPECT_EQ(files.read("a"), "old");
  EXPECT_EQ(files.list("."), std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace gs
