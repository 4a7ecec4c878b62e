#include "policy/cel/conformance.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace gs::cel {
namespace {

constexpr const char* kRows = R"row({"id":"a","expr":"1 + 1","expect":{"value":{"int":"2"}}}
{"id":"b","expr":"1 + 1","expect":{"value":{"uint":"2"}}}
{"id":"c","expr":"1 / 0","expect":{"error":true}}
{"id":"d","expr":"x","bindings":{"x":{"double":"NaN"}},"expect":{"value":{"double":"NaN"}}}
{"id":"e","expr":"M{}","proto_free":false,"expect":{"value":{"int":"2"}}}
{"id":"f","expr":"[1]","check_only":true,"expect":{"deduced_type":"list(uint)"}}
not json
)row";

TEST(Conformance, CountsAndNamesRows) {
  std::string report;
  const ConformanceTotals totals = run_conformance(kRows, "rows.jsonl", report);
  EXPECT_EQ(totals.passed, 3);
  EXPECT_EQ(totals.failed, 3);
  EXPECT_EQ(totals.skipped, 1);
  for (const char* line :
       {"FAIL b: expected 2u, got 2\n", "SKIP e: needs protobuf messages\n",
        "FAIL f: expected type list(uint), got list(int)\n", "FAIL rows.jsonl:7: "}) {
    EXPECT_NE(report.find(line), std::string::npos) << line << "\n" << report;
  }
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
