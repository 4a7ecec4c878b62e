#include "policy/cel/time_zone.h"

#include <gtest/gtest.h>

#include "policy/cel/time_text.h"

namespace gs::cel {
namespace {

int64_t at(std::string_view rfc3339) {
  return parse_timestamp(rfc3339)->seconds;
}

TEST(TimeZone, KnowsFixedOffsets) {
  EXPECT_EQ(TimeZone::find("+05:30")->offset_at(0), 19800);
  EXPECT_EQ(TimeZone::find("-05:30")->offset_at(0), -19800);
  EXPECT_EQ(TimeZone::find("02:00")->offset_at(0), 7200);
  EXPECT_EQ(TimeZone::find("UTC")->offset_at(0), 0);
}

TEST(TimeZone, RefusesOtherNames) {
  for (const char* name : {"+5:30", "+24:00", "+05:60", "Mars/Base", "/etc/passwd", "../passwd",
                           ".", "Europe", "+05:3x"}) {
    EXPECT_FALSE(TimeZone::find(name)) << name;
  }
}

TEST(TimeZone, RefusesBrokenFiles) {
  for (const std::string& bytes :
       {std::string(), std::string("TZif"), std::string(44, '\0'),
        "TZif2" + std::string(39, '\x7f'), "TZif2" + std::string(39, '\0'),
        "TZif2" + std::string(39, '\0') + "TZif2"}) {
    EXPECT_FALSE(TimeZone::parse(bytes)) << bytes.size();
  }
}

struct ZoneRow {
  const char* zone;
  const char* time;
  int64_t offset;
};

TEST(TimeZone, FollowsTheDatabase) {
  constexpr ZoneRow kRows[] = {{"Europe/Berlin", "2024-03-31T00:59:59Z", 3600},
                               {"Europe/Berlin", "2024-03-31T01:00:00Z", 7200},
                               {"Europe/Berlin", "2024-10-27T01:00:00Z", 3600},
                               {"Asia/Kathmandu", "2009-02-13T23:31:30Z", 20700},
                               {"America/St_Johns", "2009-02-13T02:00:00Z", -12600},
                               // After the last transition of the file: the rule of its footer.
                               {"Europe/Berlin", "2071-07-01T00:00:00Z", 7200},
                               {"Europe/Berlin", "2071-01-01T00:00:00Z", 3600},
                               {"Australia/Sydney", "2071-01-01T00:00:00Z", 39600},
                               {"Australia/Sydney", "2071-07-01T00:00:00Z", 36000}};
  for (const ZoneRow& row : kRows) {
    const auto zone = TimeZone::find(row.zone);
    if (!zone) GTEST_SKIP() << "this machine has no time zone database";
    EXPECT_EQ(zone->offset_at(at(row.time)), row.offset) << row.zone << " " << row.time;
  }
}

TEST(PosixZone, ReadsEveryFormOfRule) {
  const auto dublin = PosixZone::parse("IST-1GMT0,M10.5.0,M3.5.0/1");
  ASSERT_TRUE(dublin);
  EXPECT_EQ(dublin->offset_at(at("2050-07-01T00:00:00Z")), 3600);
  EXPECT_EQ(dublin->offset_at(at("2050-01-01T00:00:00Z")), 0);
  const auto quoted = PosixZone::parse("<-0330>3:30");
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->offset_at(0), -12600);
  const auto julian = PosixZone::parse("AAA0BBB,J60/0,J300/0");
  ASSERT_TRUE(julian);
  EXPECT_EQ(julian->offset_at(at("2024-02-29T12:00:00Z")), 0);
  EXPECT_EQ(julian->offset_at(at("2024-03-01T12:00:00Z")), 3600);
}

TEST(PosixZone, RefusesMalformedRules) {
  for (const char* text :
       {"", "A", "AB1", "ABC", "ABC1DEF", "ABC1DEF,M1.1.1", "ABC1DEF,M13.1.1,M1.1.1",
        "ABC1DEF,M1.6.1,M2.1.1", "ABC1DEF,J1,J2x", "<ABC"}) {
    EXPECT_FALSE(PosixZone::parse(text)) << text;
  }
}

}  // namespace
}  // namespace gs::cel
