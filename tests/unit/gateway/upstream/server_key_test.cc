#include "gateway/upstream/server_key.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/faulty_files.h"

namespace gs::gateway::upstream {
namespace {

using settings::SecretReference;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kPath = "/key";
constexpr SteadyTime kStart{seconds(1000)};

TEST(ServerKey, NoneIsAsked) {
  FaultyFiles files;
  ServerKey key({}, files);
  EXPECT_TRUE(key.load());
  EXPECT_EQ(key.current(kStart), "");
}

TEST(ServerKey, LineEndsAreNoPart) {
  FaultyFiles files;
  for (const char* text : {"sk-1", "sk-1\n", "sk-1\r\n", "sk-1\n\n"}) {
    ASSERT_TRUE(files.replace(kPath, text));
    ServerKey key({SecretReference::Place::kFile, kPath}, files);
    ASSERT_TRUE(key.load());
    EXPECT_EQ(key.current(kStart), "sk-1");
  }
}

TEST(ServerKey, WhatIsNoKey) {
  FaultyFiles files;
  const std::string rows[] = {"",
                              "\n",
                              "two words",
                              "two\nlines",
                              "a\r\nX-Admin: 1",
                              "na\xC3\xAF",
                              "tab\t",
                              std::string("a\0b", 3),
                              std::string(8193, 'k')};
  for (const std::string& text : rows) {
    SCOPED_TRACE(text.substr(0, 20));
    ASSERT_TRUE(files.replace(kPath, text));
    ServerKey key({SecretReference::Place::kFile, kPath}, files);
    const Status loaded = key.load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(loaded.error().message, "the key is not one line of visible ASCII characters");
    EXPECT_EQ(loaded.error().where, kPath);
  }
}

TEST(ServerKey, MissingFileAndVariable) {
  FaultyFiles files;
  ServerKey file({SecretReference::Place::kFile, "/nowhere"}, files);
  EXPECT_EQ(file.load().error().code, ErrorCode::kNotFound);
  ServerKey variable({SecretReference::Place::kEnvironment, "GS_TEST_NO_SUCH_KEY"}, files);
  const Status loaded = variable.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "the variable is not set");
  EXPECT_EQ(loaded.error().where, "GS_TEST_NO_SUCH_KEY");
}

TEST(ServerKey, FileIsReadAgainOnceASecond) {
  FaultyFiles files;
  ASSERT_TRUE(files.replace(kPath, "one"));
  ServerKey key({SecretReference::Place::kFile, kPath}, files);
  ASSERT_TRUE(key.load());
  EXPECT_EQ(key.current(kStart), "one");
  ASSERT_TRUE(files.replace(kPath, "two"));
  EXPECT_EQ(key.current(kStart + milliseconds(999)), "one");
  EXPECT_EQ(key.current(kStart + milliseconds(1000)), "two");
}

TEST(ServerKey, WhatCannotBeReadKeepsTheLast) {
  FaultyFiles files;
  ASSERT_TRUE(files.replace(kPath, "one"));
  ServerKey key({SecretReference::Place::kFile, kPath}, files);
  ASSERT_TRUE(key.load());
  ASSERT_TRUE(files.replace(kPath, "not a key"));
  EXPECT_EQ(key.current(kStart), "one");
  ASSERT_TRUE(files.remove(kPath));
  EXPECT_EQ(key.current(kStart + seconds(1)), "one");
  ASSERT_TRUE(files.replace(kPath, "two"));
  EXPECT_EQ(key.current(kStart + seconds(2)), "two");
}

TEST(ServerKey, VariableIsReadOnce) {
  FaultyFiles files;
  ASSERT_EQ(::setenv("GS_TEST_SERVER_KEY", "one", 1), 0);
  ServerKey key({SecretReference::Place::kEnvironment, "GS_TEST_SERVER_KEY"}, files);
  ASSERT_TRUE(key.load());
  ASSERT_EQ(::setenv("GS_TEST_SERVER_KEY", "two", 1), 0);
  EXPECT_EQ(key.current(kStart + seconds(9)), "one");
  ::unsetenv("GS_TEST_SERVER_KEY");
}

}  // namespace
}  // namespace gs::gateway::upstream
