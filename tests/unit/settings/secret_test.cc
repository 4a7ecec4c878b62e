#include "settings/secret.h"

#include "base/faulty_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace gs::settings {
namespace {

using Place = SecretReference::Place;
using ::testing::HasSubstr;
using ::testing::Not;

class Secret : public ::testing::Test {
 protected:
  Result<std::string> in_file(std::string_view content) {
    auto file = files.create("key", false);
    EXPECT_TRUE((*file)->append(content));
    EXPECT_TRUE((*file)->close());
    return read_secret({Place::kFile, "key"}, files);
  }

  FaultyFiles files;
};

TEST_F(Secret, OfAFileHasNoNewlineAtItsEnd) {
  EXPECT_EQ(in_file("hunter2"), "hunter2");
  EXPECT_EQ(in_file("hunter2\n"), "hunter2");
  EXPECT_EQ(in_file("hunter2\r\n"), "hunter2");
  EXPECT_EQ(in_file(" hunter2 "), " hunter2 ");
  EXPECT_EQ(in_file(std::string(kMaxSecretSize, 'x'))->size(), kMaxSecretSize);
}

TEST_F(Secret, OfAVariableIsItsValue) {
  ASSERT_EQ(setenv("GS_TEST_SECRET", "hunter2", 1), 0);
  EXPECT_EQ(read_secret({Place::kEnvironment, "GS_TEST_SECRET"}, files), "hunter2");
  ASSERT_EQ(unsetenv("GS_TEST_SECRET"), 0);
  const auto unset = read_secret({Place::kEnvironment, "GS_TEST_SECRET"}, files);
  ASSERT_FALSE(unset);
  EXPECT_EQ(unset.error().to_string(), "the environment variable is not set (GS_TEST_SECRET)");
}

TEST_F(Secret, ThatIsNotSetIsEmpty) {
  EXPECT_EQ(read_secret({}, files), "");
}

TEST_F(Secret, SaysWhyThereIsNone) {
  EXPECT_EQ(read_secret({Place::kFile, "absent"}, files).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(in_file("\n").error().to_string(), "the secret is empty (key)");
  const auto large = in_file("hunter2" + std::string(kMaxSecretSize, 'x'));
  EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(large.error().to_string(), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace gs::settings
