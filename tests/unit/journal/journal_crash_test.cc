// Every operation on the files fails once, or for good; then the process is killed or the power
// goes; then the journal is opened again. What it promised must hold.
#include <gtest/gtest.h>

#include <map>

#include "journal_fixture.h"

namespace gs::journal {
namespace {

const JournalOptions kOptions{
    .folder = "j", .gateway = "g1", .segment_bytes = 3000, .sync_within = std::chrono::hours(1)};

// What the journal has said of the records of a run.
struct Promises {
  std::map<Sequence, std::string> written;  // record() returned that number
  Sequence durable = 0;                     // of all below somebody was told so

  void expect_kept(const std::vector<std::string>& records, Sequence at_least) const {
    EXPECT_GE(records.size(), at_least);
    for (size_t seq = 0; seq < records.size(); ++seq) {
      const auto found = written.find(seq);
      ASSERT_NE(found, written.end()) << "record " << seq << " was never written";
      EXPECT_EQ(member(records[seq], "id"), found->second);
      EXPECT_TRUE(says_seq(records[seq], seq));
    }
  }
};

class CrashTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<Journal>> open(FaultyFiles& files) {
    return Journal::open(files, clock_, kOptions, events_.listener());
  }

  void record(Journal& journal, const std::string& id, size_t filling, Promises& promises) {
    const SomeDecision decision(id, filling);
    const auto seq = journal.record(*decision);
    if (!seq) return;
    EXPECT_FALSE(promises.written.contains(*seq)) << "number " << *seq << " was given twice";
    promises.written[*seq] = id;
  }

  void wait(Journal& journal, Promises& promises) {
    if (promises.written.empty()) return;
    const Sequence last = promises.written.rbegin()->first;
    if (wait_durable(journal, last)) promises.durable = std::max(promises.durable, last + 1);
  }

  // Eleven records of different sizes, some awaited, over several segments.
  std::unique_ptr<Journal> run(FaultyFiles& files, Promises& promises, const std::string& prefix) {
    auto journal = open(files);
    if (!journal) return nullptr;
    for (int i = 0; i < 11; ++i) {
      record(**journal, prefix + std::to_string(i), i % 4 == 1 ? 1200 : 10, promises);
      if (i % 3 == 2) wait(**journal, promises);
    }
    return *std::move(journal);
  }

  // Ends the journal as a kill does: nothing that it does on its way out has an effect.
  static void kill(FaultyFiles& files, std::unique_ptr<Journal> journal) {
    files.inject({.repeat = Fault::Repeat::kFromThenOn});
    journal.reset();
    files.clear_faults();
  }

  // Opens, adds a record, closes, and gives all there is.
  std::vector<std::string> reopen(FaultyFiles& files, Promises& promises) {
    auto journal = open(files);
    EXPECT_TRUE(journal) << journal.error().to_string();
    if (!journal) return {};
    // Whatever was not durable may be gone; its numbers are given anew.
    std::erase_if(promises.written,
                  [&](const auto& entry) { return entry.first >= (*journal)->state().next_seq; });
    record(**journal, "after", 10, promises);
    wait(**journal, promises);
    EXPECT_EQ(promises.durable, promises.written.size()) << "not dense, or not durable";
    EXPECT_TRUE((*journal)->close());
    auto records = read_folder(files, "j");
    EXPECT_TRUE(records) << records.error().to_string();
    return records.value_or(std::vector<std::string>());
  }

  void check_kill(FaultyFiles& files, Promises promises, std::unique_ptr<Journal> journal) {
    kill(files, std::move(journal));
    const size_t before = promises.written.size();
    promises.expect_kept(reopen(files, promises), before + 1);
    // What was recovered and closed is durable, whatever had become of it before.
    files.lose_power(7);
    auto records = read_folder(files, "j");
    ASSERT_TRUE(records) << records.error().to_string();
    promises.expect_kept(*records, before + 1);
  }

  void check_power(FaultyFiles& files, uint64_t seed, Promises promises,
                   std::unique_ptr<Journal> journal) {
    kill(files, std::move(journal));
    files.lose_power(seed);
    const Sequence durable = promises.durable;
    promises.expect_kept(reopen(files, promises), durable + 1);
  }

  uint64_t operations_of_a_run() {
    FaultyFiles files;
    Promises promises;
    auto journal = run(files, promises, "r");
    EXPECT_EQ(promises.written.size(), 11u);
    EXPECT_EQ(promises.durable, 9u);
    journal->close();
    EXPECT_GT(read_folder(files, "j").value().size(), 0u);
    EXPECT_GE(list_folder(files, "j")->seals.size(), 3u);
    return files.operations();
  }

  ManualClock clock_;
  Events events_;
};

constexpr uint64_t kSeeds = 6;

TEST_F(CrashTest, KeepsItsPromisesWhateverFails) {
  const uint64_t operations = operations_of_a_run();
  for (const auto repeat : {Fault::Repeat::kOnce, Fault::Repeat::kFromThenOn}) {
    for (uint64_t n = 1; n <= operations; ++n) {
      for (uint64_t seed = 0; seed <= kSeeds; ++seed) {
        SCOPED_TRACE("operation " + std::to_string(n) + ", seed " + std::to_string(seed) +
                     (repeat == Fault::Repeat::kOnce ? ", once" : ", for good"));
        FaultyFiles files;
        files.inject({.nth = n, .repeat = repeat});
        Promises promises;
        auto journal = run(files, promises, "r");
        if (seed == 0) check_kill(files, promises, std::move(journal));
        if (seed > 0) check_power(files, seed, promises, std::move(journal));
        if (HasFailure()) FAIL() << events_.all();
      }
    }
  }
}

// A disk on which now and then a write or a sync fails, over and over.
TEST_F(CrashTest, KeepsItsPromisesWhenManyThingsFail) {
  for (uint64_t every = 2; every < 14; ++every) {
    for (uint64_t seed = 0; seed <= kSeeds; ++seed) {
      SCOPED_TRACE("every " + std::to_string(every) + ", seed " + std::to_string(seed));
      FaultyFiles files;
      auto opened = open(files);
      ASSERT_TRUE(opened);
      ASSERT_TRUE((*opened)->close());
      opened->reset();
      files.inject(
          {.operation = FileOperation::kSync, .nth = every, .repeat = Fault::Repeat::kEvery});
      files.inject({.operation = FileOperation::kWriteAt,
                    .nth = every + 3,
                    .repeat = Fault::Repeat::kEvery});
      Promises promises;
      auto journal = run(files, promises, "r");
      if (seed == 0) check_kill(files, promises, std::move(journal));
      if (seed > 0) check_power(files, seed, promises, std::move(journal));
      if (HasFailure()) FAIL() << events_.all();
    }
  }
}

// The power goes; while what it has left is mended something fails and the power goes again.
TEST_F(CrashTest, ARecoveryMayFailAnywhereToo) {
  for (uint64_t n = 1; n <= 40; ++n) {
    for (uint64_t seed = 0; seed <= kSeeds; ++seed) {
      SCOPED_TRACE("operation " + std::to_string(n) + ", seed " + std::to_string(seed));
      FaultyFiles files;
      Promises promises;
      kill(files, run(files, promises, "r"));
      if (seed > 0) files.lose_power(seed);
      files.inject({.nth = n, .repeat = Fault::Repeat::kFromThenOn});
      kill(files, open(files).value_or(nullptr));
      if (seed == 0) {
        check_kill(files, promises, nullptr);
      } else {
        check_power(files, seed + 100, promises, nullptr);
      }
      if (HasFailure()) FAIL() << events_.all();
    }
  }
}

TEST_F(CrashTest, ReportsATornTail) {
  FaultyFiles files;
  Promises promises;
  kill(files, run(files, promises, "r"));
  const uint64_t open_one = list_folder(files, "j")->segments.back();
  const std::string path = "j/" + segment_file_name(open_one);
  std::string bytes = *files.read(path);
  const size_t end = read_segment(bytes)->end;
  bytes.replace(end, 5, "\x20\0\0\0x", 5);
  ASSERT_TRUE(files.replace(path, bytes));

  promises.expect_kept(reopen(files, promises), 12);
  EXPECT_TRUE(events_.has("a torn record was cut off: 5 bytes at offset " + std::to_string(end)))
      << events_.all();
  EXPECT_EQ(*list_folder(files, "j")->seals.rbegin(), 11u);
}

}  // namespace
}  // namespace gs::journal
