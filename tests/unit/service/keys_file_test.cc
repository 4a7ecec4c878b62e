#include "service/keys_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/digest.h"

namespace gs::service {
namespace {

std::string keys_text(std::string_view id, std::string_view key) {
  return R"({"keys":[{"id":")" + std::string(id) + R"(","sha256":")" + sha256_hex(key) +
         R"(","roles":["reader"]}]})";
}

class KeysFileTest : public ::testing::Test {
 protected:
  KeysFileTest() : path_(::testing::TempDir() + "keys_file_test." + std::to_string(::getpid())) {}
  ~KeysFileTest() override { ::unlink(path_.c_str()); }

  void write(const std::string& text) const { std::ofstream(path_) << text; }

  int status_of(const Authentication& authentication, std::string_view key) const {
    const std::string value = "Bearer " + std::string(key);
    const http::HeaderField field{"authorization", value};
    http::Request request;
    request.headers = {&field, 1};
    auto caller = authentication.identify(auth::Role::kReader, request);
    return caller ? 200 : caller.error().problem().status;
  }

  const std::string path_;
  PosixFiles files_;
  SystemClock clock_;
  telemetry::Log log_{STDERR_FILENO, telemetry::LogLevel::kError, clock_};
};

TEST_F(KeysFileTest, ReplacesTheKeysOnceTheFileIsAnother) {
  write(keys_text("one", "the-first-key-of-this-test"));
  KeysFile file(files_, path_);
  auto keys = file.load();
  ASSERT_TRUE(keys) << keys.error().to_string();
  Authentication authentication(clock_, *keys);
  EXPECT_EQ(status_of(authentication, "the-first-key-of-this-test"), 200);

  write(keys_text("two", "the-second-key-of-this-test"));
  file.reload(authentication, log_);
  EXPECT_EQ(status_of(authentication, "the-first-key-of-this-test"), 401);
  EXPECT_EQ(status_of(authentication, "the-second-key-of-this-test"), 200);
}

TEST_F(KeysFileTest, KeepsTheOldKeysWhenTheFileCannotBeUsed) {
  write(keys_text("one", "the-first-key-of-this-test"));
  KeysFile file(files_, path_);
  auto keys = file.load();
  ASSERT_TRUE(keys) << keys.error().to_string();
  Authentication authentication(clock_, *keys);
  write("{\"keys\": [");
  file.reload(authentication, log_);
  EXPECT_EQ(status_of(authentication, "the-first-key-of-this-test"), 200);
}

TEST_F(KeysFileTest, NamesAFileThatIsNotThere) {
  KeysFile file(files_, path_);
  auto keys = file.load();
  ASSERT_FALSE(keys);
  EXPECT_NE(keys.error().to_string().find(path_), std::string::npos);
}

}  // namespace
}  // namespace gs::service
