#include "res/log/log.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "base/json.h"
#include "fixtures/flaky_database.h"
#include "fixtures/log_fixture.h"
#include "res/log/open_batch.h"

namespace gs::res::log {
namespace {

class LogTest : public ::testing::Test, public test::LogFixture {
 protected:
  // Waits for the head of everything that was appended.
  Published published(uint64_t size) {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Status> status;
    log_->when_published(size, [&](Status done) {
      std::lock_guard lock(mutex);
      status = std::move(done);
      arrived.notify_all();
    });
    std::unique_lock lock(mutex);
    EXPECT_TRUE(
        arrived.wait_for(lock, std::chrono::seconds(10), [&] { return status.has_value(); }));
    EXPECT_TRUE(status && *status);
    return log_->published();
  }

  // Every leaf of the log is under its published head, and every record under its leaf.
  void expect_proved(uint64_t size) {
    const Published head = published(size);
    ASSERT_EQ(head.head.size, size);
    auto connection = reader();
    for (uint64_t index = 0; index < size; ++index) {
      auto proof = prove(*connection, head, index);
      ASSERT_TRUE(proof) << proof.error().to_string();
      auto leaf = read_leaf(*connection, index);
      ASSERT_TRUE(leaf);
      auto verified = proof->verify(*leaf, signer_.verifier());
      EXPECT_TRUE(verified) << index << ": " << verified.error().to_string();
      auto record = read_record(*connection, index);
      ASSERT_TRUE(record);
      auto parsed = Leaf::parse(*leaf);
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->digest, commitment(record->salt, record->content));
      EXPECT_EQ(parsed->id, record->ref);
    }
  }
};

TEST_F(LogTest, EveryRecordHasALeafUnderASignedHead) {
  for (uint64_t i = 0; i < 300; ++i) {
    auto index = append("s" + std::to_string(i));
    ASSERT_TRUE(index) << index.error().to_string();
    EXPECT_EQ(*index, i);
  }
  expect_proved(300);
}

TEST_F(LogTest, AnEmptyLogHasASignedHead) {
  const Published head = log_->published();
  EXPECT_EQ(head.head.size, 0u);
  auto note = ledger::SignedNote::parse(head.note);
  ASSERT_TRUE(note);
  EXPECT_TRUE(ledger::open_checkpoint(*note, signer_.verifier()));
}

TEST_F(LogTest, ALeafSaysNothingThatCanBeGuessedBack) {
  ASSERT_TRUE(append("a secret subject"));
  ASSERT_TRUE(append("a secret subject"));
  auto connection = reader();
  auto first = read_leaf(*connection, 0), second = read_leaf(*connection, 1);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->find("secret"), std::string::npos);
  EXPECT_EQ(first->find("jane"), std::string::npos);
  auto a = Leaf::parse(*first), b = Leaf::parse(*second);
  ASSERT_TRUE(a && b);
  EXPECT_NE(a->digest, b->digest);
  EXPECT_NE(a->id, b->id);
  EXPECT_EQ(a->actor, "key-1");
}

TEST_F(LogTest, ContentSaysWhoAndWhat) {
  ASSERT_TRUE(append("s"));
  auto record = read_record(*reader(), 0);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->content,
            R"({"claimed_user":"jane","event":"evidence_submitted","model":"m1","name":"s",)"
            R"("peer":"127.0.0.1:1","subject":"s"})");
}

TEST_F(LogTest, AFailingOperationTouchesNoOther) {
  std::vector<Status> answers(3, Ok{});
  std::mutex mutex;
  std::condition_variable all;
  int left = 3;
  for (int i = 0; i < 3; ++i) {
    log_->submit(
        [i](Batch& batch) -> Status {
          GS_CHECK_OK(batch.commit_record({"incident", "e", std::to_string(i), "", {}, {}}));
          if (i == 1) return fail(ErrorCode::kInvalidInput, "no", "field");
          return Ok{};
        },
        [&, i](Status status) {
          std::lock_guard lock(mutex);
          answers[static_cast<size_t>(i)] = std::move(status);
          if (--left == 0) all.notify_all();
        });
  }
  std::unique_lock lock(mutex);
  ASSERT_TRUE(all.wait_for(lock, std::chrono::seconds(10), [&] { return left == 0; }));
  EXPECT_TRUE(answers[0]);
  ASSERT_FALSE(answers[1]);
  EXPECT_EQ(answers[1].error().message, "no");
  EXPECT_TRUE(answers[2]);
  expect_proved(2);
  auto records = list_records(*reader(), {});
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 2u);
  EXPECT_EQ((*records)[0].subject, "2");
  EXPECT_EQ((*records)[1].subject, "0");
}

TEST_F(LogTest, ManyThreadsGetDenseLeaves) {
  constexpr size_t kThreads = 8, kEach = 100;
  std::mutex mutex;
  std::set<uint64_t> seen;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = 0; i < kEach; ++i) {
        auto index = append(std::to_string(t) + "/" + std::to_string(i));
        std::lock_guard lock(mutex);
        ASSERT_TRUE(index);
        EXPECT_TRUE(seen.insert(*index).second);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), kThreads * kEach);
  EXPECT_EQ(*seen.rbegin(), kThreads * kEach - 1);
  expect_proved(kThreads * kEach);
}

TEST_F(LogTest, GoesOnAfterARestart) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(append("before"));
  open();
  EXPECT_EQ(log_->published().head.size, 5u);
  EXPECT_EQ(append("after"), 5u);
  expect_proved(6);
}

TEST_F(LogTest, AnotherNameOrKeyIsRefused) {
  log_.reset();
  for (const auto& [signer, where] :
       std::initializer_list<std::pair<ledger::NoteSigner, const char*>>{
           {test::log_signer("other.example/log"), "res.origin"},
           {test::log_signer("res.example/log1", 7), "res.log_key"}}) {
    auto opened = Log::open(*database_, files_, clock_, {}, signer, [](bool, std::string) {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(opened.error().where, where);
  }
}

TEST_F(LogTest, ARolledBackDatabaseIsReadButNeverSigned) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(append("kept"));
  published(3);
  ASSERT_TRUE(database_->copy_to(folder_ / "copy"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(append("lost"));
  published(6);
  close();
  for (const char* more : {"", "-wal", "-shm"}) {
    std::filesystem::remove(folder_ / ("res.sqlite" + std::string(more)));
  }
  std::filesystem::rename(folder_ / "copy", folder_ / "res.sqlite");
  open();
  EXPECT_NE(log_->problem().find("rolled back"), std::string::npos) << log_->problem();
  auto refused = append("forked");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(log_->published().note.empty());
  EXPECT_TRUE(read_record(*reader(), 2));
  // The operator who knows what he does takes the anchor away.
  close();
  std::filesystem::remove(folder_ / "anchor");
  open();
  EXPECT_EQ(append("goes on"), 3u);
}

TEST_F(LogTest, AForkOfEqualSizeIsSeen) {
  ASSERT_TRUE(append("common"));
  published(1);
  ASSERT_TRUE(database_->copy_to(folder_ / "copy"));
  ASSERT_TRUE(append("one way"));
  published(2);
  close();
  std::filesystem::rename(folder_ / "anchor", folder_ / "anchor.true");
  for (const char* more : {"", "-wal", "-shm"}) {
    std::filesystem::remove(folder_ / ("res.sqlite" + std::string(more)));
  }
  std::filesystem::rename(folder_ / "copy", folder_ / "res.sqlite");
  open();
  ASSERT_TRUE(append("another way"));
  ASSERT_TRUE(append("and further"));
  published(3);
  close();
  std::filesystem::rename(folder_ / "anchor.true", folder_ / "anchor");
  open();
  EXPECT_NE(log_->problem().find("rolled back"), std::string::npos);
}

TEST_F(LogTest, ErasureLeavesTheProof) {
  ASSERT_TRUE(append("to be erased"));
  ASSERT_TRUE(log_->run([](Batch& batch) { return erase_record(batch, 0); }));
  auto record = read_record(*reader(), 0);
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->erased);
  EXPECT_TRUE(record->salt.empty());
  EXPECT_TRUE(record->content.empty());
  auto proof = prove(*reader(), published(1), 0);
  ASSERT_TRUE(proof);
  EXPECT_TRUE(proof->verify(*read_leaf(*reader(), 0), signer_.verifier()));
}

TEST_F(LogTest, RecordsAreFoundByWhatTheyAre) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(append(i % 2 == 0 ? "even" : "odd"));
  auto even = list_records(*reader(), {.subject = "even"});
  ASSERT_TRUE(even);
  ASSERT_EQ(even->size(), 2u);
  EXPECT_EQ((*even)[0].leaf_index, 2u);
  auto page = list_records(*reader(), {.kind = "evidence", .before = 3, .limit = 2});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->size(), 2u);
  EXPECT_EQ((*page)[0].leaf_index, 2u);
  EXPECT_EQ(list_records(*reader(), {.model = "other"})->size(), 0u);
}

TEST_F(LogTest, CosignaturesJoinTheNoteOfTheirHead) {
  ASSERT_TRUE(append("s"));
  const Published head = published(1);
  std::array<uint8_t, 32> seed{9};
  auto witness = ledger::NoteSigner::create("witness.example", seed, ledger::KeyType::kCosignature);
  ASSERT_TRUE(witness);
  auto note = ledger::SignedNote::parse(head.note);
  ASSERT_TRUE(note);
  const ledger::NoteSignature signature = witness->cosign(note->text, 1'700'000'000);
  log_->add_cosignature(7, signature);  // of another head: dropped
  log_->add_cosignature(1, signature);
  log_->add_cosignature(1, signature);
  auto cosigned = ledger::SignedNote::parse(log_->published().note);
  ASSERT_TRUE(cosigned);
  EXPECT_EQ(cosigned->signatures.size(), 2u);
}

// A storage that could not be written is tried by itself: nobody writes to a service that is not
// ready.
TEST_F(LogTest, RecoversWithoutBeingAsked) {
  test::Break when{.at = 0, .after = false, .calls = {}};
  test::FlakyDatabase flaky(*database_, when, res::store::Dialect::kSqlite);
  log_.reset();
  open_log(flaky);
  when.calls = 0;
  when.at = 2;
  EXPECT_FALSE(append("in vain"));
  EXPECT_FALSE(log_->problem().empty());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!log_->problem().empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(log_->problem(), "");
  EXPECT_EQ(append("again"), 0u);
  log_.reset();
}

// Whatever call of the writer's connection breaks, and whether it had taken effect: the operation
// is in the log once, and its answer says so.
TEST_F(LogTest, ABrokenConnectionLosesAndDoublesNothing) {
  for (const bool after : {false, true}) {
    for (uint64_t at = 1; at <= 40; ++at) {
      test::Break when{.at = 0, .after = after, .calls = {}};
      test::FlakyDatabase flaky(*database_, when);
      log_.reset();
      open_log(flaky);
      auto before = read_head(*reader());
      ASSERT_TRUE(before);
      when.calls = 0;
      when.at = at;
      auto index = append("through");
      ASSERT_TRUE(index) << at << (after ? " after: " : " before: ") << index.error().to_string();
      EXPECT_EQ(*index, before->size) << at << (after ? " after" : " before");
      EXPECT_EQ(published(*index + 1).head.size, *index + 1);
      log_.reset();
      if (when.calls < at) break;  // the batch has fewer calls than that
    }
  }
  auto records = list_records(*reader(), {.subject = "through", .limit = 1000});
  ASSERT_TRUE(records);
  EXPECT_EQ(records->size(), read_head(*reader())->size);
}

TEST_F(LogTest, WhatIsSubmittedBeforeTheEndIsWritten) {
  std::atomic<int> done = 0;
  for (int i = 0; i < 1000; ++i) {
    log_->submit(
        [](Batch& batch) -> Status {
          GS_CHECK_OK(batch.commit_leaf("report", {}, {}));
          return Ok{};
        },
        [&](Status status) { done += status ? 1 : 0; });
  }
  log_.reset();
  EXPECT_EQ(done, 1000);
  EXPECT_EQ(read_head(*reader())->size, 1000u);
}

}  // namespace
}  // namespace gs::res::log
