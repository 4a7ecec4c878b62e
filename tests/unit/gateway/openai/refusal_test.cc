#include "gateway/openai/refusal.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <vector>

#include "base/json.h"

namespace gs::gateway::openai {
namespace {

namespace json = boost::json;

Refusal refusal_of(Endpoint endpoint) {
  Refusal refusal;
  refusal.endpoint = endpoint;
  refusal.id = "0193";
  refusal.created = 1764000000;
  refusal.model = "gpt-4o";
  refusal.text = "I can't\nhelp.";
  return refusal;
}

// The data of each event, which must be JSON, and "[DONE]" as it stands.
std::vector<json::value> events_of(std::string_view stream) {
  std::vector<json::value> out;
  while (!stream.empty()) {
    size_t end = stream.find("\n\n");
    EXPECT_NE(end, std::string_view::npos) << stream;
    if (end == std::string_view::npos) break;
    std::string_view event = stream.substr(0, end);
    event.remove_prefix(event.find("data: ") + 6);
    EXPECT_EQ(event.find('\n'), std::string_view::npos);
    auto data = event == "[DONE]" ? json::value("[DONE]") : parse_json(event).value();
    out.push_back(std::move(data));
    stream.remove_prefix(end + 2);
  }
  return out;
}

TEST(RefusalTest, AnswersWhole) {
  EXPECT_EQ(refusal_body(refusal_of(Endpoint::kChat)),
            R"({"id":"chatcmpl-0193","object":"chat.completion","created":1764000000,)"
            R"("model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant",)"
            R"("content":"I can't\nhelp.","refusal":null},"logprobs":null,)"
            R"("finish_reason":"content_filter"}],"usage":{"prompt_tokens":0,)"
            R"("completion_tokens":0,"total_tokens":0}})");
  EXPECT_EQ(refusal_body(refusal_of(Endpoint::kCompletions)),
            R"({"id":"cmpl-0193","object":"text_completion","created":1764000000,)"
            R"("model":"gpt-4o","choices":[{"index":0,"text":"I can't\nhelp.","logprobs":null,)"
            R"("finish_reason":"content_filter"}],"usage":{"prompt_tokens":0,)"
            R"("completion_tokens":0,"total_tokens":0}})");
  json::value response = parse_json(refusal_body(refusal_of(Endpoint::kResponses))).value();
  EXPECT_EQ(response.at("status"), "incomplete");
  EXPECT_EQ(response.at("incomplete_details").at("reason"), "content_filter");
  EXPECT_EQ(response.at("output").at(0).at("content").at(0).at("text"), "I can't\nhelp.");
  EXPECT_EQ(response.at("usage").at("total_tokens"), 0);
}

TEST(RefusalTest, AnswersEveryChoice) {
  Refusal refusal = refusal_of(Endpoint::kChat);
  refusal.choices = 3;
  json::value answer = parse_json(refusal_body(refusal)).value();
  ASSERT_EQ(answer.at("choices").as_array().size(), 3U);
  EXPECT_EQ(answer.at("choices").at(2).at("index"), 2);
  EXPECT_EQ(events_of(refusal_stream(refusal)).size(), 10U);
}

TEST(RefusalTest, StreamsChatsAndCompletions) {
  for (Endpoint endpoint : {Endpoint::kChat, Endpoint::kCompletions}) {
    Refusal refusal = refusal_of(endpoint);
    refusal.with_usage = true;
    std::vector<json::value> events = events_of(refusal_stream(refusal));
    std::string text;
    for (size_t i = 0; i + 2 < events.size(); ++i) {
      const json::object& choice = events[i].at("choices").at(0).as_object();
      const json::value* piece = choice.if_contains("text");
      if (piece == nullptr) piece = choice.at("delta").as_object().if_contains("content");
      if (piece != nullptr) text.append(piece->as_string());
      EXPECT_TRUE(events[i].at("usage").is_null());
      bool last = i + 3 == events.size();
      EXPECT_EQ(choice.at("finish_reason"), last ? json::value("content_filter") : json::value());
    }
    EXPECT_EQ(text, "I can't\nhelp.");
    EXPECT_TRUE(events[events.size() - 2].at("choices").as_array().empty());
    EXPECT_EQ(events[events.size() - 2].at("usage").at("total_tokens"), 0);
    EXPECT_EQ(events.back(), "[DONE]");
  }
}

TEST(RefusalTest, StreamsTheEventsOfResponses) {
  std::vector<json::value> events = events_of(refusal_stream(refusal_of(Endpoint::kResponses)));
  std::vector<std::string> types;
  for (size_t i = 0; i < events.size(); ++i) {
    types.emplace_back(events[i].at("type").as_string());
    EXPECT_EQ(events[i].at("sequence_number"), i);
  }
  EXPECT_EQ(types, (std::vector<std::string>{
                       "response.created", "response.in_progress", "response.output_item.added",
                       "response.content_part.added", "response.output_text.delta",
                       "response.output_text.done", "response.content_part.done",
                       "response.output_item.done", "response.incomplete"}));
  EXPECT_EQ(events.front().at("response").at("status"), "in_progress");
  EXPECT_EQ(events.back().at("response"),
            parse_json(refusal_body(refusal_of(Endpoint::kResponses))).value());
}

TEST(RefusalTest, HasNoWordsForEmbeddings) {
  EXPECT_FALSE(can_refuse(Endpoint::kEmbeddings));
  EXPECT_TRUE(can_refuse(Endpoint::kChat));
}

}  // namespace
}  // namespace gs::gateway::openai
