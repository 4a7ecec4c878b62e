#include "journal/journal.h"

#include <gtest/gtest.h>

#include <atomic>

#include "journal_fixture.h"

namespace gs::journal {
namespace {

using std::chrono::milliseconds;

const JournalOptions kSmall{.folder = "j", .gateway = "g1", .segment_bytes = 4096};

class JournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<Journal> open(JournalOptions options = kSmall) {
    auto journal = Journal::open(files_, clock_, std::move(options), events_.listener());
    EXPECT_TRUE(journal) << journal.error().to_string();
    return journal ? *std::move(journal) : nullptr;
  }
  std::vector<std::string> records() {
    auto records = read_folder(files_, "j");
    EXPECT_TRUE(records) << records.error().to_string();
    return records.value_or(std::vector<std::string>());
  }

  FaultyFiles files_;
  ManualClock clock_{WallTime(std::chrono::hours(24 * 365 * 50))};
  Events events_;
};

TEST_F(JournalTest, NumbersRecordsFromZeroAndGoesOnAfterAClose) {
  std::vector<std::string> expected;
  for (int round = 0; round < 3; ++round) {
    auto journal = open();
    for (int i = 0; i < 4; ++i) {
      expected.push_back("exchange-" + std::to_string(expected.size()));
      EXPECT_EQ(journal->record(*SomeDecision(expected.back())), expected.size() - 1);
    }
    EXPECT_TRUE(wait_durable(*journal, expected.size() - 1));
    EXPECT_TRUE(journal->is_durable(expected.size() - 1));
    EXPECT_FALSE(journal->is_durable(expected.size()));
    EXPECT_TRUE(journal->close());
    EXPECT_EQ(ids_of(records()), expected);
  }
  EXPECT_EQ(events_.all(), "");
}

TEST_F(JournalTest, ARecordIsJsonWithItsNumberKindAndGateway) {
  auto journal = open();
  ASSERT_TRUE(journal->record(*SomeDecision("a.prompt")));
  AuditEvent event{.event = "policy_load", .user = "system", .artifact_type = "policy"};
  event.detail["new_digest"] = "d";
  event.detail["claimed"] = "comes before it";
  ASSERT_TRUE(journal->record(event));
  EXPECT_TRUE(journal->is_durable(1));
  ASSERT_TRUE(journal->close());
  const std::vector<std::string> kept = records();
  ASSERT_EQ(kept.size(), 2u);
  const boost::json::object decision = boost::json::parse(kept[0]).as_object();
  EXPECT_EQ(decision.at("seq"), 0);
  EXPECT_EQ(decision.at("kind"), "decision");
  EXPECT_EQ(decision.at("gateway"), "g1");
  EXPECT_EQ(decision.at("id"), "a.prompt");
  const boost::json::object audit = boost::json::parse(kept[1]).as_object();
  EXPECT_EQ(audit.at("seq"), 1);
  EXPECT_EQ(audit.at("kind"), "audit");
  EXPECT_EQ(audit.at("gateway"), "g1");
  EXPECT_EQ(audit.at("detail").at("new_digest"), "d");
  for (const std::string& record : kept) {
    EXPECT_EQ(record, canonical_json(*parse_json(record)));
  }
}

TEST_F(JournalTest, FullSegmentsAreClosedSealedAndChained) {
  auto journal = open();
  std::atomic<int> sealed = 0;
  journal->on_sealed([&] { ++sealed; });
  std::vector<std::string> expected;
  for (int i = 0; i < 60; ++i) {
    expected.push_back(std::to_string(i));
    ASSERT_TRUE(journal->record(*SomeDecision(expected.back())));
  }
  EXPECT_TRUE(eventually([&] { return sealed >= 5; }));
  ASSERT_TRUE(journal->close());
  EXPECT_EQ(ids_of(records()), expected);
  const auto listing = *list_folder(files_, "j");
  EXPECT_GE(listing.segments.size(), 6u);
  EXPECT_EQ(sealed, static_cast<int>(listing.segments.size()));
  EXPECT_EQ(journal->state().sealed, listing.segments.size());
  for (const uint64_t first : listing.segments) {
    const std::string bytes = *files_.read("j/" + segment_file_name(first));
    EXPECT_EQ(bytes.size(), read_segment(bytes)->end) << "space was not given back";
    EXPECT_LE(bytes.size(), kSmall.segment_bytes);
  }
}

TEST_F(JournalTest, ARecordLargerThanASegmentGetsOneOfItsOwn) {
  auto journal = open();
  for (const size_t filling : {10, 9000, 10, 20000, 9000}) {
    ASSERT_TRUE(journal->record(*SomeDecision(std::to_string(filling), filling)));
  }
  EXPECT_TRUE(wait_durable(*journal, 4));
  const auto refused = journal->record(*SomeDecision("huge", kMaxRecordBytes));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
  ASSERT_TRUE(journal->close());
  EXPECT_EQ(ids_of(records()), (std::vector<std::string>{"10", "9000", "10", "20000", "9000"}));
}

TEST_F(JournalTest, AnOldSegmentIsClosedAndAnEmptyOneGetsAHeartbeat) {
  auto journal = open();
  std::atomic<int> sealed = 0;
  journal->on_sealed([&] { ++sealed; });
  ASSERT_TRUE(journal->record(*SomeDecision("a")));
  for (int minute = 1; minute <= 3; ++minute) {
    clock_.advance(std::chrono::seconds(59));
    journal->wake();
    clock_.advance(std::chrono::seconds(1));
    journal->wake();
    EXPECT_TRUE(eventually([&] { return sealed == minute; }));
  }
  ASSERT_TRUE(journal->close());
  const std::vector<std::string> kept = records();
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(member(kept[0], "kind"), "decision");
  EXPECT_EQ(member(kept[1], "kind"), "heartbeat");
  EXPECT_EQ(member(kept[2], "ts"), to_rfc3339(clock_.now()));
  const Seal seal = *read_seal(files_, "j", 2);
  EXPECT_EQ(seal.closed - seal.opened, std::chrono::seconds(60));
  EXPECT_EQ(list_folder(files_, "j")->segments.size(), 3u) << "the empty one must go at the end";
}

TEST_F(JournalTest, SyncsWithoutBeingAskedWithinTheTimeSet) {
  SystemClock clock;
  auto journal = Journal::open(files_, clock, kSmall, events_.listener());
  ASSERT_TRUE(journal);
  for (Sequence i = 0; i < 3; ++i) {
    ASSERT_TRUE((*journal)->record(*SomeDecision("a")));
    EXPECT_TRUE(eventually([&] { return (*journal)->is_durable(i); }));
  }
}

TEST_F(JournalTest, DoesNotSyncBeforeItsTimeUnlessSomebodyWaits) {
  auto journal = open();
  std::atomic<int> syncs = 0;
  journal->on_synced([&](std::chrono::nanoseconds) { ++syncs; });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(journal->record(*SomeDecision("a")));
  journal->wake();
  EXPECT_FALSE(journal->is_durable(0));
  EXPECT_TRUE(wait_durable(*journal, 1));
  EXPECT_TRUE(journal->is_durable(2)) << "one sync serves all";
  EXPECT_TRUE(eventually([&] { return syncs == 1; }));
  const Status unknown = wait_durable(*journal, 3);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidInput);
}

TEST_F(JournalTest, AFailedWriteRefusesAndAFreshSegmentIsTriedEachSecond) {
  auto journal = open();
  ASSERT_TRUE(journal->record(*SomeDecision("a")));
  files_.inject({.operation = FileOperation::kWriteAt, .repeat = Fault::Repeat::kFromThenOn});
  const auto refused = journal->record(*SomeDecision("b"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(refused.error().message.starts_with(
      "the journal cannot be written: injected input/output error"));
  EXPECT_TRUE(wait_durable(*journal, 0)) << "what was written before can still be synced";
  EXPECT_FALSE(journal->state().accepts);
  EXPECT_TRUE(eventually([&] { return events_.has("records are refused"); }));
  const uint64_t tries = files_.operations(FileOperation::kCreate);
  EXPECT_TRUE(eventually([&] { return files_.operations(FileOperation::kCreate) >= tries; }));
  files_.clear_faults();
  EXPECT_TRUE(eventually([&] {
    clock_.advance(std::chrono::milliseconds(100));
    journal->wake();
    return journal->state().accepts;
  }));
  EXPECT_EQ(journal->state().problem, "");
  EXPECT_EQ(journal->record(*SomeDecision("c")), 1u) << "the number of the refused record";
  ASSERT_TRUE(journal->close());
  EXPECT_EQ(ids_of(records()), (std::vector<std::string>{"a", "c"}));
  EXPECT_TRUE(events_.has("records are accepted again"));
}

TEST_F(JournalTest, AFailedSyncTellsWhoWaitsAndLosesNothing) {
  auto journal = open();
  ASSERT_TRUE(journal->record(*SomeDecision("a")));
  ASSERT_TRUE(wait_durable(*journal, 0));
  ASSERT_TRUE(journal->record(*SomeDecision("b")));
  files_.inject({.operation = FileOperation::kSync});
  const Status status = wait_durable(*journal, 1);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(journal->is_durable(0));
  // The fresh segment begins with the record that the sync was to cover.
  ASSERT_TRUE(eventually([&] { return journal->state().accepts; }));
  EXPECT_TRUE(wait_durable(*journal, 1));
  EXPECT_EQ(journal->record(*SomeDecision("c")), 2u);
  EXPECT_TRUE(wait_durable(*journal, 2));
  ASSERT_TRUE(journal->close());
  EXPECT_EQ(ids_of(records()), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(list_folder(files_, "j")->segments, (std::vector<uint64_t>{0, 1}));
}

TEST_F(JournalTest, AFullDiskRefusesAndRoomMendsItWithoutHands) {
  files_.set_capacity(10'000);
  auto journal = open();
  std::vector<std::string> expected;
  Result<Sequence> last = 0;
  for (int i = 0; i < 100 && last; ++i) {
    const std::string id = std::to_string(i);
    last = journal->record(*SomeDecision(id));
    if (last) expected.push_back(id);
  }
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(last.error().message.find("no space left on device"), std::string::npos);
  EXPECT_TRUE(wait_durable(*journal, expected.size() - 1));
  files_.set_capacity(std::nullopt);
  EXPECT_TRUE(eventually([&] {
    clock_.advance(std::chrono::milliseconds(100));
    journal->wake();
    return journal->state().accepts;
  }));
  expected.push_back("after");
  ASSERT_TRUE(journal->record(*SomeDecision("after")));
  ASSERT_TRUE(journal->close());
  EXPECT_EQ(ids_of(records()), expected);
}

TEST_F(JournalTest, AfterItsCloseNothingIsTaken) {
  auto journal = open();
  ASSERT_TRUE(journal->record(*SomeDecision("a")));
  ASSERT_TRUE(journal->close());
  ASSERT_TRUE(journal->close());
  EXPECT_TRUE(journal->is_durable(0));
  EXPECT_TRUE(wait_durable(*journal, 0));
  const auto refused = journal->record(*SomeDecision("b"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the journal is closed");
  EXPECT_FALSE(journal->state().accepts);
}

TEST_F(JournalTest, RefusesFoldersThatItMustNotGoOnIn) {
  const struct {
    std::string what;
    std::function<void(Files&)> damage;
    std::string message;
  } rows[] = {
      {"another gateway", [](Files&) {}, "the folder holds the journal of the gateway \"g1\""},
      {"a segment is gone", [](Files& files) { (void)files.remove("j/" + segment_file_name(0)); },
       "the journal has a gap: record 0 is missing"},
      {"a seal is gone", [](Files& files) { (void)files.remove("j/" + seal_file_name(0)); },
       "the journal has a gap: record 0 is missing"},
      {"a seal is damaged",
       [](Files& files) { (void)files.replace("j/" + seal_file_name(0), "{}"); }, "not a seal: "},
      {"the mark is damaged", [](Files& files) { (void)files.replace("j/shipped", "x"); },
       "not the number of a record"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    FaultyFiles files;
    auto journal = Journal::open(files, clock_, kSmall, events_.listener());
    ASSERT_TRUE(journal);
    for (int i = 0; i < 20; ++i) ASSERT_TRUE((*journal)->record(*SomeDecision("a")));
    ASSERT_TRUE((*journal)->close());
    row.damage(files);
    JournalOptions options = kSmall;
    if (row.what == "another gateway") options.gateway = "g2";
    const auto again = Journal::open(files, clock_, options, events_.listener());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kInvalidInput);
    EXPECT_TRUE(again.error().message.starts_with(row.message)) << again.error().to_string();
  }
}

TEST_F(JournalTest, ADamagedRecordOfASealedSegmentIsNamed) {
  auto journal = open();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(journal->record(*SomeDecision("a")));
  ASSERT_TRUE(journal->close());
  const std::string path = "j/" + segment_file_name(0);
  const std::string good = *files_.read(path);
  const SegmentView view = *read_segment(good);
  for (size_t i = 0; i < view.records.size(); ++i) {
    std::string bytes = good;
    bytes[static_cast<size_t>(view.records[i].data() - good.data())] ^= 1;
    ASSERT_TRUE(files_.replace(path, bytes));
    const auto sealed = read_sealed(files_, "j", 0);
    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().to_string(),
              "the record is damaged or missing (record " + std::to_string(i) + ") (" + path + ")");
  }
  // A record that was replaced with its CRC.
  std::string forged = segment_head("g1", 0);
  for (const std::string_view record : view.records) {
    std::string text(record);
    if (record.data() == view.records[2].data()) text.replace(text.find("\"a\""), 3, "\"b\"");
    append_frame(forged, text);
  }
  ASSERT_TRUE(files_.replace(path, forged));
  const auto sealed = read_sealed(files_, "j", 0);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().to_string(),
            "the records are not those that were sealed (root) (" + path + ")");
}

}  // namespace
}  // namespace gs::journal
