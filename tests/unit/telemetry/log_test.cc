#include "telemetry/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace gs::telemetry {
namespace {

class LogTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(pipe_.data()), 0); }
  void TearDown() override {
    ::close(pipe_[0]);
    ::close(pipe_[1]);
  }

  // What has been written so far; there must be something.
  std::string written() {
    std::string text(4096, '\0');
    const ssize_t n = ::read(pipe_[0], text.data(), text.size());
    text.resize(n > 0 ? static_cast<size_t>(n) : 0);
    return text;
  }

  std::array<int, 2> pipe_{};
  ManualClock clock_{WallTime(std::chrono::milliseconds(1'772'366'400'123))};
};

TEST_F(LogTest, OneObjectALine) {
  Log log(pipe_[1], LogLevel::kInfo, clock_);
  const std::string digest = "ab\"c";
  log.info("policy loaded", {{"rules", 12}, {"digest", digest}, {"ratio", 0.5}, {"dry", false}});
  EXPECT_EQ(written(),
            "{\"ts\":\"2026-03-01T12:00:00.123Z\",\"level\":\"info\",\"msg\":\"policy loaded\","
            "\"rules\":12,\"digest\":\"ab\\\"c\",\"ratio\":0.5,\"dry\":false}\n");
}

TEST_F(LogTest, LineAboutARequestNamesItsTraceAndDecision) {
  Log log(pipe_[1], LogLevel::kInfo, clock_);
  const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string decision_id = "019cb3f0-7c00-7000-8000-000000000001";
  log.warning("upstream gave up", {{"trace_id", trace_id}, {"decision_id", decision_id}});
  EXPECT_EQ(written(),
            "{\"ts\":\"2026-03-01T12:00:00.123Z\",\"level\":\"warning\",\"msg\":\"upstream gave "
            "up\",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\","
            "\"decision_id\":\"019cb3f0-7c00-7000-8000-000000000001\"}\n");
}

TEST_F(LogTest, LineBreaksCannotForgeALine) {
  Log log(pipe_[1], LogLevel::kInfo, clock_);
  log.error("bad\n{\"level\":\"info\"}");
  const std::string text = written();
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST_F(LogTest, LowerLevelsAreDropped) {
  Log log(pipe_[1], LogLevel::kWarning, clock_);
  log.debug("no");
  log.info("no");
  log.warning("yes");
  EXPECT_EQ(written(),
            "{\"ts\":\"2026-03-01T12:00:00.123Z\",\"level\":\"warning\",\"msg\":\"yes\"}\n");
}

TEST(LogLevel, Names) {
  EXPECT_EQ(parse_log_level("error"), LogLevel::kError);
  EXPECT_EQ(parse_log_level("off"), LogLevel::kOff);
  EXPECT_EQ(parse_log_level("verbose"), std::nullopt);
  EXPECT_EQ(to_string(LogLevel::kDebug), "debug");
}

}  // namespace
}  // namespace gs::telemetry
