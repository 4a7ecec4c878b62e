#include "ledger/segment_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/naive_tree.h"

namespace gs::ledger {
namespace {

using ::testing::HasSubstr;

SegmentPath path_of(uint64_t index, uint64_t size) {
  return {"gateway \"1\"", 1000 + index, index, size,
          inclusion_proof(test::hashes_of(test::entries(size)), index)};
}

TEST(SegmentPath, LeadsARecordToTheRootOfItsSegment) {
  const Hash root = root_of(test::hashes_of(test::entries(9)));
  for (uint64_t index = 0; index < 9; ++index) {
    const auto path = SegmentPath::parse(path_of(index, 9).to_json());
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_EQ(path->gateway, "gateway \"1\"");
    EXPECT_EQ(path->seq, 1000 + index);
    EXPECT_TRUE(path->verify("entry " + std::to_string(index), root));
    EXPECT_FALSE(path->verify("entry 9", root));
    EXPECT_FALSE(path->verify("entry " + std::to_string(index), Hash{}));
  }
}

TEST(SegmentPath, IsCanonicalJson) {
  EXPECT_EQ(path_of(0, 1).to_json(),
            R"({"gateway":"gateway \"1\"","hashes":[],"index":0,"seq":1000,"size":1,"v":1})");
}

TEST(SegmentPath, RefusesEverythingElse) {
  struct Row {
    const char* json;
    const char* message;
  };
  const Row rows[] = {
      {"", "no path in a segment"},
      {"[]", "it is not an object"},
      {R"({"v":2})", "\"v\" is not 1"},
      {R"({"v":1})", "\"gateway\" is not a string"},
      {R"({"gateway":"g","hashes":[],"index":0,"seq":-1,"size":1,"v":1})", "\"seq\" is not an"},
      {R"({"gateway":"g","hashes":[],"index":0.5,"seq":1,"size":1,"v":1})", "\"index\" is not an"},
      {R"({"gateway":"g","hashes":[],"index":0,"seq":1,"size":9007199254740993,"v":1})",
       "\"size\" is not an integer from 0 to 2^53"},
      {R"({"gateway":"g","index":0,"seq":1,"size":1,"v":1})", "\"hashes\" is not a list"},
      {R"({"gateway":"g","hashes":["AAAA"],"index":0,"seq":1,"size":1,"v":1})",
       "\"hashes\" holds something else"},
      {R"({"gateway":"g","hashes":[1],"index":0,"seq":1,"size":1,"v":1})",
       "\"hashes\" holds something else"},
      {R"({"gateway":"g","hashes":[[[[[]]]]],"index":0,"seq":1,"size":1,"v":1})",
       "nested deeper than 4 levels"},
      {R"({"gateway":"g","hashes":[],"index":0,"seq":1,"size":1,"v":1} )", "not canonical"},
      {R"({"gateway":"g","hashes":[],"index":0,"seq":1,"size":1,"v":1,"x":0})", "not canonical"},
      {R"({"v":1,"gateway":"g","hashes":[],"index":0,"seq":1,"size":1})", "not canonical"},
  };
  for (const Row& row : rows) {
    const auto path = SegmentPath::parse(row.json);
    ASSERT_FALSE(path) << row.json;
    EXPECT_THAT(path.error().message, HasSubstr(row.message)) << row.json;
  }
}

}  // namespace
}  // namespace gs::ledger
