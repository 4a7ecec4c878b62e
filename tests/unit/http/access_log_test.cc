#include "http/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

namespace gs::http {
namespace {

class AccessLogTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(pipe_.data()), 0); }
  void TearDown() override {
    ::close(pipe_[0]);
    ::close(pipe_[1]);
  }
  std::string read_some() {
    std::string text(64 * 1024, '\0');
    const ssize_t n = ::read(pipe_[0], text.data(), text.size());
    text.resize(n > 0 ? static_cast<size_t>(n) : 0);
    return text;
  }

  std::array<int, 2> pipe_{};
};

AccessRecord record(int status) {
  AccessRecord record;
  record.at = WallTime(std::chrono::milliseconds(1'772'366'400'123));
  record.method = "POST";
  record.path = "/a\"b";
  record.status = status;
  record.bytes_in = 10;
  record.bytes_out = 20;
  record.duration = std::chrono::microseconds(85);
  record.peer = "127.0.0.1:1";
  record.request_id = "r";
  return record;
}

TEST_F(AccessLogTest, OneObjectALine) {
  JsonAccessLog log(pipe_[1], AccessLevel::kAll);
  AccessRecord line = record(200);
  line.principal = "team";
  line.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  log.write(line);
  log.flush();
  EXPECT_EQ(read_some(),
            "{\"ts\":\"2026-03-01T12:00:00.123Z\",\"method\":\"POST\",\"path\":\"/a\\\"b\","
            "\"status\":200,\"bytes_in\":10,\"bytes_out\":20,\"duration_us\":85,"
            "\"peer\":\"127.0.0.1:1\",\"request_id\":\"r\",\"principal\":\"team\","
            "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n");
}

TEST_F(AccessLogTest, LeavesByItself) {
  JsonAccessLog log(pipe_[1], AccessLevel::kAll);
  log.write(record(200));
  EXPECT_THAT(read_some(), testing::HasSubstr("\"status\":200"));  // blocks until the writer's turn
}

TEST_F(AccessLogTest, EndWritesWhatIsLeft) {
  {
    JsonAccessLog(pipe_[1], AccessLevel::kAll).write(record(201));
  }
  EXPECT_THAT(read_some(), testing::HasSubstr("\"status\":201"));
}

// Nobody reads at first, so the buffers fill; later every line is there or counted as dropped.
TEST_F(AccessLogTest, DroppedLinesAreCountedOnce) {
  constexpr size_t kLines = 30'000;
  const std::string path(400, 'x');
  AccessRecord line = record(200);
  line.path = path;
  auto log = std::make_unique<JsonAccessLog>(pipe_[1], AccessLevel::kAll);
  for (size_t i = 0; i < kLines; ++i) log->write(line);

  std::string text;
  std::thread reader([&] {
    for (std::string piece = read_some(); !piece.empty(); piece = read_some()) text += piece;
  });
  log->flush();
  log->flush();
  log.reset();
  ::close(std::exchange(pipe_[1], -1));
  reader.join();

  size_t written = 0;
  size_t dropped = 0;
  std::istringstream lines(text);
  for (std::string one; std::getline(lines, one);) {
    const std::string mark = "{\"dropped\":";
    if (one.starts_with(mark)) {
      dropped += std::stoul(one.substr(mark.size()));
    } else {
      ++written;
    }
  }
  EXPECT_GT(dropped, 0U);
  EXPECT_EQ(written + dropped, kLines);
}

TEST_F(AccessLogTest, Levels) {
  const JsonAccessLog off(pipe_[1], AccessLevel::kOff);
  const JsonAccessLog errors(pipe_[1], AccessLevel::kErrors);
  const JsonAccessLog all(pipe_[1], AccessLevel::kAll);
  EXPECT_FALSE(off.wants(500));
  EXPECT_FALSE(errors.wants(399));
  EXPECT_TRUE(errors.wants(400));
  EXPECT_TRUE(all.wants(200));
}

}  // namespace
}  // namespace gs::http
