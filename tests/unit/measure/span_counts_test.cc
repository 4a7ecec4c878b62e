#include "measure/span_counts.h"

#include <gtest/gtest.h>

namespace gs::measure {
namespace {

using Entities = std::vector<Entity>;

CountsByType count(const Entities& expected, const Entities& found, std::string_view checks = {}) {
  CountsByType counts;
  count_spans(expected, found, checks, counts);
  return counts;
}

void expect_counts(const SpanCounts& counts, size_t expected, size_t found, size_t exact,
                   size_t overlap, const char* what) {
  EXPECT_EQ(counts.expected, expected) << what;
  EXPECT_EQ(counts.found, found) << what;
  EXPECT_EQ(counts.exact, exact) << what;
  EXPECT_EQ(counts.overlap, overlap) << what;
}

TEST(SpanCounts, OfOneType) {
  struct Row {
    const char* what;
    Entities expected;
    Entities found;
    size_t exact;
    size_t overlap;
  };
  const std::string kSsn = "US_SSN";
  for (const Row& row : std::vector<Row>{
           {"the same", {{kSsn, 3, 8}}, {{kSsn, 3, 8}}, 1, 1},
           {"shorter", {{kSsn, 3, 8}}, {{kSsn, 4, 8}}, 0, 1},
           {"one character", {{kSsn, 3, 8}}, {{kSsn, 7, 20}}, 0, 1},
           {"side by side", {{kSsn, 3, 8}}, {{kSsn, 8, 12}}, 0, 0},
           {"before", {{kSsn, 3, 8}}, {{kSsn, 0, 3}}, 0, 0},
           {"in halves", {{kSsn, 0, 10}}, {{kSsn, 0, 4}, {kSsn, 5, 10}}, 0, 1},
           {"across two", {{kSsn, 0, 4}, {kSsn, 5, 9}}, {{kSsn, 0, 9}}, 0, 1},
           {"twice the same", {{kSsn, 0, 4}}, {{kSsn, 0, 4}, {kSsn, 0, 4}}, 1, 1},
           {"twice the same, found once", {{kSsn, 0, 4}, {kSsn, 0, 4}}, {{kSsn, 0, 4}}, 1, 1},
           {"a miss between hits",
            {{kSsn, 0, 4}, {kSsn, 10, 14}, {kSsn, 20, 24}},
            {{kSsn, 0, 4}, {kSsn, 20, 23}},
            1,
            2},
       }) {
    const CountsByType counts = count(row.expected, row.found);
    ASSERT_EQ(counts.size(), 1u) << row.what;
    expect_counts(counts.at(kSsn), row.expected.size(), row.found.size(), row.exact, row.overlap,
                  row.what);
  }
}

TEST(SpanCounts, DoNotMatchAcrossTypes) {
  const CountsByType counts = count({{"US_SSN", 0, 9}}, {{"US_ITIN", 0, 9}});
  expect_counts(counts.at("US_SSN"), 1, 0, 0, 0, "expected");
  expect_counts(counts.at("US_ITIN"), 0, 1, 0, 0, "found");
}

TEST(SpanCounts, NamesThatMeanTheSameAreOne) {
  const CountsByType counts =
      count({{"GPE", 0, 4}, {"LOCATION", 6, 9}, {"STREET_ADDRESS", 10, 20}, {"TITLE", 21, 23}},
            {{"LOCATION", 0, 4}, {"ADDRESS", 12, 20}});
  ASSERT_EQ(counts.size(), 2u);
  expect_counts(counts.at("LOCATION"), 2, 1, 1, 1, "places");
  expect_counts(counts.at("ADDRESS"), 1, 1, 0, 1, "addresses");
}

TEST(SpanCounts, OfARowThatChecksOneTypeLeaveOutTheOthers) {
  const CountsByType counts =
      count({{"US_SSN", 0, 9}}, {{"US_SSN", 0, 9}, {"PHONE_NUMBER", 10, 20}}, "US_SSN");
  ASSERT_EQ(counts.size(), 1u);
  expect_counts(counts.at("US_SSN"), 1, 1, 1, 1, "checked");
  const CountsByType negative = count({}, {{"US_SSN", 0, 9}}, "US_SSN");
  expect_counts(negative.at("US_SSN"), 0, 1, 0, 0, "negative row");
}

TEST(SpanCounts, RatesByHand) {
  // 4 expected, 5 found, 2 exact, 3 overlapping.
  const SpanCounts counts{4, 5, 2, 3};
  EXPECT_DOUBLE_EQ(*counts.precision(counts.exact), 0.4);
  EXPECT_DOUBLE_EQ(*counts.recall(counts.exact), 0.5);
  EXPECT_DOUBLE_EQ(*counts.f1(counts.exact), 4.0 / 9);
  EXPECT_DOUBLE_EQ(*counts.f1(counts.overlap), 6.0 / 9);
  EXPECT_FALSE(SpanCounts{}.f1(0));
  EXPECT_EQ((SpanCounts{1, 0, 0, 0}.f1(0)), 0);
}

TEST(SpanCounts, MicroKeepsStructuredTypesApart) {
  const CountsByType counts = count({{"US_SSN", 0, 9}, {"PERSON", 10, 14}, {"AGE", 15, 17}},
                                    {{"US_SSN", 0, 9}, {"NRP", 10, 14}});
  expect_counts(micro(counts, true), 2, 1, 1, 1, "structured");
  expect_counts(micro(counts, false), 1, 1, 0, 0, "tagged");
}

}  // namespace
}  // namespace gs::measure
