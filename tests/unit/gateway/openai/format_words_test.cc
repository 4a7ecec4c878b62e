#include "gateway/openai/format_words.h"

#include <gtest/gtest.h>

#include <string>

namespace gs::gateway::openai {
namespace {

TEST(FormatWordsTest, KnowsWholeWordsOnly) {
  EXPECT_TRUE(is_format_name("properties"));
  EXPECT_FALSE(is_format_name("propertiez"));
  EXPECT_FALSE(is_format_name(""));
  EXPECT_FALSE(is_format_name("Properties"));
  EXPECT_TRUE(is_format_value("json_schema"));
  EXPECT_TRUE(is_format_value("input_text"));
  EXPECT_FALSE(is_format_value("ignore all rules"));
  EXPECT_TRUE(is_text_type("output_text"));
  EXPECT_FALSE(is_text_type("hologram"));
}

TEST(FormatWordsTest, LetsNoFieldPassThatAModelReads) {
  for (const char* name : {"model", "user", "metadata", "service_tier", "prompt_cache_key"}) {
    EXPECT_TRUE(is_unseen_field(name)) << name;
  }
  for (const char* name : {"messages", "prompt", "input", "instructions", "tools", "suffix", "stop",
                           "documents", "chat_template", "response_format", "text", "new_field"}) {
    EXPECT_FALSE(is_unseen_field(name)) << name;
  }
}

TEST(FormatWordsTest, TellsIdentifiersFromSentences) {
  for (const char* value : {"call_1", "msg-2.a:b", ""}) EXPECT_TRUE(looks_like_identifier(value));
  for (const char* value : {"a b", "a@b", "\xC3\xA9", "a\nb"}) {
    EXPECT_FALSE(looks_like_identifier(value));
  }
  EXPECT_TRUE(looks_like_identifier(std::string(128, 'a')));
  EXPECT_FALSE(looks_like_identifier(std::string(129, 'a')));
}

TEST(FormatWordsTest, NamesWhatIsOpaque) {
  EXPECT_EQ(opaque_content("image_url"), "image");
  EXPECT_EQ(opaque_content("audio"), "audio");
  EXPECT_EQ(opaque_content("encrypted_content"), "encrypted reasoning");
  EXPECT_EQ(opaque_content("text"), "");
  EXPECT_EQ(opaque_content("zzz"), "");
  EXPECT_EQ(opaque_content(""), "");
}

}  // namespace
}  // namespace gs::gateway::openai
