#include "journal/segment.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gs::journal {
namespace {

const WallTime kOpened{std::chrono::milliseconds(1'772'366'400'123)};

std::string record_of(uint64_t seq, std::string_view text = "x") {
  return R"({"id":")" + std::string(text) + R"(","kind":"decision","seq":)" + std::to_string(seq) +
         "}";
}

struct Sample {
  std::vector<std::string> records;
  std::string bytes;
};

Sample sample(uint64_t first = 7, size_t count = 3) {
  Sample out;
  out.bytes = segment_head("gateway-1", first, kOpened);
  for (size_t i = 0; i < count; ++i) {
    out.records.push_back(record_of(first + i, std::string(10 * i, 'y')));
    append_frame(out.bytes, out.records.back());
  }
  return out;
}

Seal seal_of(const Sample& sample, uint64_t first = 7) {
  std::vector<ledger::Hash> leaves;
  for (const std::string& record : sample.records) leaves.push_back(ledger::leaf_hash(record));
  return {.gateway = "gateway-1",
          .first_seq = first,
          .records = sample.records.size(),
          .root = ledger::root_of(leaves),
          .prev_root = ledger::leaf_hash("before"),
          .opened = kOpened,
          .closed = kOpened + std::chrono::seconds(60)};
}

std::vector<std::string> copies(const SegmentView& view) {
  return {view.records.begin(), view.records.end()};
}

bool is_prefix(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

TEST(Segment, ReadsWhatWasWritten) {
  const Sample written = sample();
  for (const size_t zeros : {0, 1, 7, 5000}) {
    const std::string bytes = written.bytes + std::string(zeros, '\0');
    auto view = read_segment(bytes);
    ASSERT_TRUE(view) << view.error().to_string();
    EXPECT_EQ(view->gateway, "gateway-1");
    EXPECT_EQ(view->first_seq, 7u);
    EXPECT_EQ(view->opened, kOpened);
    EXPECT_EQ(copies(*view), written.records);
    EXPECT_EQ(view->end, written.bytes.size());
    EXPECT_FALSE(view->torn);
  }
}

// The bytes of a segment as docs/formats/journal.md shows them.
TEST(Segment, HasTheLayoutOfItsPage) {
  std::string bytes = segment_head("g", 0);
  const std::string json =
      R"({"first_seq":0,"gateway":"g","opened":"1970-01-01T00:00:00.000Z","v":1})";
  EXPECT_EQ(bytes.substr(0, 8),
            std::string("GSJ1") + static_cast<char>(json.size()) + std::string(3, '\0'));
  EXPECT_EQ(bytes.substr(8, json.size()), json);
  EXPECT_EQ(bytes.size(), 8 + json.size() + 4);
  std::string frame;
  append_frame(frame, "123456789");
  EXPECT_EQ(frame.substr(0, 4), std::string("\x09\0\0\0", 4));
  EXPECT_EQ(frame.substr(8), "123456789");
}

TEST(Segment, ACutAnywhereLeavesWholeRecordsOnly) {
  const Sample written = sample();
  const size_t head = segment_head("gateway-1", 7, kOpened).size();
  for (size_t cut = 0; cut <= written.bytes.size(); ++cut) {
    for (const size_t zeros : {0, 100}) {
      const std::string bytes = written.bytes.substr(0, cut) + std::string(zeros, '\0');
      auto view = read_segment(bytes);
      EXPECT_EQ(view.has_value(), cut >= head) << cut;
      if (!view) continue;
      EXPECT_TRUE(is_prefix(copies(*view), written.records)) << cut;
      EXPECT_EQ(view->torn, bytes.find_first_not_of('\0', view->end) != std::string::npos) << cut;
      EXPECT_EQ(view->records.size() == written.records.size(), cut == written.bytes.size());
    }
  }
}

TEST(Segment, AFlippedBitNeverMakesARecord) {
  const Sample written = sample();
  for (size_t at = 0; at < written.bytes.size() * 8; ++at) {
    std::string bytes = written.bytes + std::string(16, '\0');
    bytes[at / 8] = static_cast<char>(bytes[at / 8] ^ (1 << (at % 8)));
    auto view = read_segment(bytes);
    if (!view) continue;
    EXPECT_TRUE(is_prefix(copies(*view), written.records)) << at;
    EXPECT_LT(view->records.size(), written.records.size()) << at;
    EXPECT_TRUE(view->torn) << at;
  }
}

TEST(Segment, RefusesWhatIsNone) {
  for (const std::string& bytes :
       {std::string(), std::string("GSJ1"), std::string("GSJ1\xFF\xFF\xFF\xFF", 8),
        std::string(1000, '\0'), std::string("not a segment at all")}) {
    auto view = read_segment(bytes);
    ASSERT_FALSE(view);
    EXPECT_EQ(view.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(view.error().message, "not a segment of a journal: its head is missing or damaged");
  }
}

TEST(Segment, ALengthBeyondTheLimitIsATornTail) {
  Sample written = sample();
  std::string frame;
  append_frame(frame, std::string(kMaxRecordBytes + 1, 'x'));
  const std::string bytes = written.bytes + frame;
  auto view = read_segment(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->records.size(), 3u);
  EXPECT_TRUE(view->torn);
}

TEST(Seal, SurvivesItsJson) {
  const Seal seal = seal_of(sample());
  auto again = Seal::parse(seal.to_json());
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->to_json(), seal.to_json());
  EXPECT_EQ(again->root, seal.root);
  EXPECT_EQ(again->prev_root, seal.prev_root);
  EXPECT_EQ(again->opened, seal.opened);
  EXPECT_EQ(again->closed, seal.closed);
  EXPECT_EQ(again->next_seq(), 10u);
  EXPECT_EQ(again->id(), "gateway-1/7/" + to_hex(seal.root).substr(0, 16));
}

TEST(Seal, NamesTheMemberThatIsWrong) {
  const std::string good = seal_of(sample()).to_json();
  const struct {
    std::string part, instead, where;
  } rows[] = {
      {R"("v":1)", R"("v":2)", "v"},
      {R"("records":3)", R"("records":-3)", "records"},
      {R"("records":3)", R"("records":18446744073709551615)", "records"},
      {R"("first_seq":7)", R"("first_seq":"7")", "first_seq"},
      {R"("gateway":"gateway-1")", R"("gateway":1)", "gateway"},
      {R"("root":")", R"("root":"0)", "root"},
      {R"("prev_root":")", R"("prev_root":"G)", "prev_root"},
      {R"("opened":"2)", R"("opened":"X)", "opened"},
      {R"("closed":"2)", R"("closed":"X)", "closed"},
  };
  for (const auto& row : rows) {
    std::string text = good;
    text.replace(text.find(row.part), row.part.size(), row.instead);
    auto seal = Seal::parse(text);
    ASSERT_FALSE(seal) << row.where;
    EXPECT_EQ(seal.error().where, row.where);
  }
  EXPECT_FALSE(Seal::parse("[]"));
  EXPECT_FALSE(Seal::parse("{"));
}

TEST(CheckSegment, AcceptsTheRightOneAndNamesWhatIsWrong) {
  const Sample written = sample();
  const Seal seal = seal_of(written);
  const SegmentView view = *read_segment(written.bytes);
  EXPECT_TRUE(check_segment(view, seal));

  const auto where = [&](const SegmentView& segment, const Seal& with) {
    const Status status = check_segment(segment, with);
    return status ? std::string("good") : status.error().where;
  };
  Seal other = seal;
  other.gateway = "gateway-2";
  EXPECT_EQ(where(view, other), "gateway");
  other = seal;
  other.first_seq = 8;
  EXPECT_EQ(where(view, other), "first_seq");
  other = seal;
  other.root[5] ^= 1;
  EXPECT_EQ(where(view, other), "root");
  other = seal;
  other.records = 2;
  EXPECT_EQ(where(view, other), "records");
  SegmentView part = view;
  part.keep(1);
  EXPECT_EQ(where(part, seal), "record 8");
  SegmentView swapped = view;
  std::swap(swapped.records[0], swapped.records[1]);
  EXPECT_EQ(where(swapped, seal), "root");
}

TEST(CheckSegment, WantsEachRecordInItsPlace) {
  Sample written;
  written.bytes = segment_head("gateway-1", 7, kOpened);
  written.records = {record_of(7), record_of(9)};
  for (const std::string& record : written.records) append_frame(written.bytes, record);
  Status status = check_segment(*read_segment(written.bytes), seal_of(written));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().to_string(), "seq is not the record's place (record 8)");

  written = {};
  written.bytes = segment_head("gateway-1", 7, kOpened);
  written.records = {"[7]"};
  append_frame(written.bytes, written.records[0]);
  status = check_segment(*read_segment(written.bytes), seal_of(written));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().to_string(), "not a JSON object (record 7)");
}

TEST(SegmentView, ForgetsRecordsFromItsEnd) {
  const Sample written = sample();
  SegmentView view = *read_segment(written.bytes);
  view.keep(1);
  EXPECT_EQ(view.records.size(), 1u);
  const SegmentView again = *read_segment(std::string_view(written.bytes).substr(0, view.end));
  EXPECT_EQ(copies(again), std::vector<std::string>{written.records[0]});
}

TEST(SaysSeq, LooksForTheWholeNumber) {
  EXPECT_TRUE(says_seq(record_of(12), 12));
  EXPECT_TRUE(says_seq(R"({"seq":12,"z":1})", 12));
  EXPECT_FALSE(says_seq(record_of(12), 1));
  EXPECT_FALSE(says_seq(record_of(12), 2));
  EXPECT_FALSE(says_seq(R"({"id":"\"seq\":12,"})", 12));
}

}  // namespace
}  // namespace gs::journal
