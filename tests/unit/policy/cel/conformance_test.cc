#include "policy/cel/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"

namespace gs::cel {
namespace {

TEST(Conformance, CountsAndNamesRows) {
  const std::string rows =
      R"({"id":"a","expr":"1 + 1","expect":{"value":{"int":"2"}}})" "\n"
      R"({"id":"b","expr":"1 + 1","expect":{"value":{"uint":"2"}}})" "\n"
      R"({"id":"c","expr":"1 / 0","expect":{"error":true}})" "\n"
      R"({"id":"d","expr":"x","bindings":{"x":{"double":"NaN"}},"expect":{"value":{"double":"NaN"}}})" "\n"
      R"({"id":"e","expr":"M{}","proto_free":false,"expect":{"value":{"int":"2"}}})" "\n"
      R"({"id":"f","expr":"[1]","check_only":true,"expect":{"deduced_type":"list(uint)"}})" "\n"
      "not json\n";
  std::string report;
  const ConformanceTotals totals = run_conformance(rows, "rows.jsonl", report);
  EXPECT_EQ(totals.passed, 3);
  EXPECT_EQ(totals.failed, 3);
  EXPECT_EQ(totals.skipped, 1);
  EXPECT_NE(report.find("FAIL b: expected 2u, got 2\n"), std::string::npos) << report;
  EXPECT_NE(report.find("SKIP e: needs protobuf messages\n"), std::string::npos) << report;
  EXPECT_NE(report.find("FAIL f: expected type list(uint), got list(int)\n"), std::string::npos)
      << report;
  EXPECT_NE(report.find("FAIL rows.jsonl:7: "), std::string::npos) << report;
}

TEST(Conformance, PassesTheOfficialCases) {
  PosixFiles disk;
  const std::string folder = GS_SHARED "/cel/conformance";
  const auto names = disk.list(folder);
  if (!names) GTEST_SKIP() << "no conformance data in " << folder;
  ConformanceTotals totals;
  for (const std::string& name : *names) {
    if (!name.ends_with(".jsonl")) continue;
    const auto text = disk.read(folder + "/" + name);
    ASSERT_TRUE(text) << name;
    std::string report;
    totals += run_conformance(*text, name, report);
    EXPECT_EQ(report, "");
  }
  EXPECT_GT(totals.passed, 1000);
}

}  // namespace
}  // namespace gs::cel
