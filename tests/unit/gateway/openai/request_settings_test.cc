#include "gateway/openai/request_settings.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;

RequestSettings settings_of(std::string_view body) {
  json::value tree = json::parse(body);
  auto settings = read_request_settings(tree.get_object());
  EXPECT_TRUE(settings.has_value()) << body;
  return settings.value_or(RequestSettings{});
}

TEST(RequestSettingsTest, ReadsWhatIsAskedFor) {
  RequestSettings settings = settings_of(
      R"({"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},"n":2,"best_of":5,
       "max_tokens":900,"max_completion_tokens":300,"previous_response_id":"resp_1",
       "tools":[{"type":"function","function":{"name":"send"}},{"type":"function","name":"flat"},
       {"type":"web_search"},{"type":"custom","custom":{"name":"own"}}],"functions":[{"name":"old"}]})");
  EXPECT_EQ(settings.model, "gpt-4o");
  EXPECT_TRUE(settings.stream);
  EXPECT_TRUE(settings.include_usage);
  EXPECT_EQ(settings.choices, 2);
  EXPECT_EQ(settings.candidates, 5);
  EXPECT_EQ(settings.max_tokens, 300);
  EXPECT_TRUE(settings.refers_to_stored_turns);
  EXPECT_EQ(settings.tool_names,
            (std::vector<std::string>{"send", "flat", "web_search", "own", "old"}));
}

TEST(RequestSettingsTest, TakesNullAndAbsenceForTheDefault) {
  for (const char* body :
       {"{}", R"({"model":null,"stream":null,"n":null,"max_tokens":null,"stream_options":null,
                  "previous_response_id":null,"temperature":null})"}) {
    RequestSettings settings = settings_of(body);
    EXPECT_EQ(settings.model, "");
    EXPECT_FALSE(settings.stream);
    EXPECT_FALSE(settings.include_usage);
    EXPECT_EQ(settings.choices, 1);
    EXPECT_EQ(settings.max_tokens, 0);
    EXPECT_FALSE(settings.refers_to_stored_turns);
  }
}

TEST(RequestSettingsTest, TakesWholeNumbersHoweverTheyAreWritten) {
  RequestSettings settings = settings_of(R"({"n":3.0,"max_tokens":6.4e1})");
  EXPECT_EQ(settings.choices, 3);
  EXPECT_EQ(settings.max_tokens, 64);
}

TEST(RequestSettingsTest, NamesTheFieldThatIsWrong) {
  const char* rows[][2] = {
      {R"({"model":1})", "'model' must be a string"},
      {R"({"stream":"true"})", "'stream' must be a boolean"},
      {R"({"stream_options":true})", "'stream_options' must be an object"},
      {R"({"stream_options":{"include_usage":1}})",
       "'stream_options.include_usage' must be a boolean"},
      {R"({"n":0})", "'n' must be from 1 to 128"},
      {R"({"n":129})", "'n' must be from 1 to 128"},
      {R"({"n":1e300})", "'n' must be from 1 to 128"},
      {R"({"n":18446744073709551615})", "'n' must be from 1 to 128"},
      {R"({"n":1.5})", "'n' must be an integer"},
      {R"({"best_of":"2"})", "'best_of' must be an integer"},
      {R"({"max_tokens":-1})", "'max_tokens' must be from 0 to 2147483647"},
      {R"({"max_output_tokens":"5"})", "'max_output_tokens' must be an integer"},
      {R"({"temperature":"hot"})", "'temperature' must be a number"},
  };
  for (const auto& [body, message] : rows) {
    json::value tree = json::parse(body);
    auto settings = read_request_settings(tree.get_object());
    ASSERT_FALSE(settings.has_value()) << body;
    EXPECT_EQ(settings.error().message, message);
    EXPECT_EQ("'" + settings.error().param + "'",
              std::string(message).substr(0, settings.error().param.size() + 2));
  }
}

}  // namespace
}  // namespace gs::gateway::openai
