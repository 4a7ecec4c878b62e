#include "gateway/openai/guarded_answer.h"

#include <gtest/gtest.h>

#include "fixtures/answer_fixture.h"

namespace gs::gateway::openai {
namespace {

const std::string kSecret = std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO";

constexpr const char* kMaskPii =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask}\n"
    "    - {id: b, when: output.contains_secret, action: block}\n";
constexpr const char* kSummarize =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: s, when: 'output.length > 30', action: summarize}\n"
    "    - {id: b, when: output.contains_secret, action: block}\n";

class GuardedAnswerTest : public ::testing::Test {
 protected:
  void use(const std::string& policy) {
    static const SystemClock clock;
    exchange_ = std::make_unique<Exchange>(filter::inspector_of(policy, clock));
  }
  GuardedAnswer read(AnswerForm form, std::string body, const std::string& policy = kMaskPii) {
    if (exchange_ == nullptr) use(policy);
    auto answer = GuardedAnswer::read(form, std::move(body), exchange_->rules);
    EXPECT_TRUE(answer.has_value()) << (answer ? "" : answer.error().what);
    return *std::move(answer);
  }
  std::unique_ptr<Exchange> exchange_;
};

TEST_F(GuardedAnswerTest, WhatNothingIsFoundInStaysByteForByte) {
  const std::string body =
      R"({ "id":"chatcmpl-1", "choices" : [ {"index":0,"message":{"role":"assistant","content":"Caf\u00e9 ","unknown":[1, 2]},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4},"model":"m"})";
  const GuardedAnswer answer = read(AnswerForm::kChat, body);
  EXPECT_EQ(answer.body(), body);
  EXPECT_EQ(answer.text(), "Caf\xC3\xA9 ");
  EXPECT_EQ(answer.usage().input_tokens, 3);
  EXPECT_EQ(answer.usage().output_tokens, 4);
  EXPECT_EQ(answer.model(), "m");
  EXPECT_EQ(answer.finish_reasons(), std::vector<std::string>{"stop"});
  EXPECT_EQ(answer.inspection().decision.action, policy::Action::kAllow);
}

struct MaskCase {
  AnswerForm form;
  std::string body;
  std::string masked;
};

TEST_F(GuardedAnswerTest, MasksEveryTextOfTheModel) {
  const std::vector<MaskCase> cases = {
      {AnswerForm::kChat,
       R"({"choices":[{"message":{"content":"a@example.org","reasoning_content":"ask a@example.org","refusal":null},"logprobs":{"content":[]},"finish_reason":"stop"}]})",
       R"({"choices":[{"message":{"content":"[EMAIL_ADDRESS_1]","reasoning_content":"ask [EMAIL_ADDRESS_1]","refusal":null},"finish_reason":"stop"}]})"},
      {AnswerForm::kChat,
       R"({"choices":[{"message":{"content":[{"type":"text","text":"a@example.org"},{"type":"new","deep":{"x":["b@example.org"]}}]}}]})",
       R"({"choices":[{"message":{"content":[{"type":"text","text":"[EMAIL_ADDRESS_1]"},{"type":"new","deep":{"x":["[EMAIL_ADDRESS_2]"]}}]}}]})"},
      {AnswerForm::kChat,
       R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"a@example.org\"}"}}]}}]})",
       R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"[EMAIL_ADDRESS_1]\"}"}}]}}]})"},
      {AnswerForm::kCompletions,
       R"({"choices":[{"text":"a@example.org","index":0,"logprobs":null},{"text":"b@example.org","index":1}]})",
       R"({"choices":[{"text":"[EMAIL_ADDRESS_1]","index":0,"logprobs":null},{"text":"[EMAIL_ADDRESS_2]","index":1}]})"},
      {AnswerForm::kResponses,
       R"({"output":[{"type":"message","content":[{"type":"output_text","text":"a@example.org","logprobs":[1],"annotations":[]}]},{"type":"function_call","name":"f","arguments":"a@example.org"}],"instructions":"a@example.org"})",
       R"({"output":[{"type":"message","content":[{"type":"output_text","text":"[EMAIL_ADDRESS_1]","logprobs":[],"annotations":[]}]},{"type":"function_call","name":"f","arguments":"[EMAIL_ADDRESS_1]"}],"instructions":"a@example.org"})"},
      {AnswerForm::kPlainHttp, R"({"content":"a@example.org","stop":true})",
       R"({"content":"[EMAIL_ADDRESS_1]","stop":true})"},
      {AnswerForm::kEmbeddings, R"({"data":[{"embedding":"a@example.org"}]})",
       R"({"data":[{"embedding":"a@example.org"}]})"},
  };
  for (const MaskCase& c : cases) {
    use(kMaskPii);
    EXPECT_EQ(read(c.form, c.body).body(), c.masked);
  }
}

TEST_F(GuardedAnswerTest, RestoresTextsAndTheArgumentsOfListedTools) {
  use(kMaskPii);
  exchange_->placeholders.token_for("PERSON", "Ann \"A\"", true);
  const std::string body =
      R"({"choices":[{"message":{"content":"Dear [PERSON_1],","tool_calls":[)"
      R"({"function":{"name":"send_mail","arguments":"{\"to\":\"[PERSON_1]\"}"}},)"
      R"({"function":{"name":"search","arguments":"{\"q\":\"[PERSON_1]\"}"}},)"
      R"({"function":{"name":"send_mail","arguments":{"to":"[PERSON_1]"}}},)"
      R"({"custom":{"name":"send_mail","input":"to [PERSON_1]"}}]}}]})";
  const auto message =
      json::parse(read(AnswerForm::kChat, body).body()).at("choices").at(0).at("message");
  EXPECT_EQ(message.at("content").as_string(), "Dear Ann \"A\",");
  const auto& calls = message.at("tool_calls");
  EXPECT_EQ(calls.at(0).at("function").at("arguments").as_string(), R"({"to":"Ann \"A\""})");
  EXPECT_EQ(calls.at(1).at("function").at("arguments").as_string(), R"({"q":"[PERSON_1]"})");
  EXPECT_EQ(calls.at(2).at("function").at("arguments").at("to").as_string(), "Ann \"A\"");
  EXPECT_EQ(calls.at(3).at("custom").at("input").as_string(), "to Ann \"A\"");
}

TEST_F(GuardedAnswerTest, ABlockedAnswerHasTheMessageAlone) {
  const std::string chat =
      R"({"id":"x","extra":["seen"],"choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"},{"index":1,"message":{"content":"it is )" +
      kSecret + R"("},"finish_reason":"length"}]})";
  use(kMaskPii);
  const GuardedAnswer answer = read(AnswerForm::kChat, chat);
  EXPECT_TRUE(answer.blocked());
  EXPECT_FALSE(answer.inspection().decision.allowed);
  EXPECT_EQ(answer.text(), exchange_->rules.block_message);
  EXPECT_EQ(
      answer.body(),
      R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"The answer was withheld by policy.","refusal":null},"logprobs":null,"finish_reason":"content_filter"},{"index":1,"message":{"role":"assistant","content":"The answer was withheld by policy.","refusal":null},"logprobs":null,"finish_reason":"content_filter"}]})");
  const auto completion = json::parse(
      read(AnswerForm::kCompletions, R"({"choices":[{"text":")" + kSecret + R"("}]})").body());
  EXPECT_EQ(completion.at("choices").at(0).at("text").as_string(),
            "The answer was withheld by policy.");
  const auto response = json::parse(
      read(
          AnswerForm::kResponses,
          R"({"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":")" +
              kSecret + R"("}]}]})")
          .body());
  EXPECT_EQ(response.at("status").as_string(), "incomplete");
  EXPECT_EQ(response.at("incomplete_details").at("reason").as_string(), "content_filter");
  EXPECT_EQ(response.at("output").as_array().size(), 1u);
}

TEST_F(GuardedAnswerTest, SummariesAreJudgedAgain) {
  const std::string text = "The pump failed. The pump is old. It rains.";
  const std::string body =
      R"({"choices":[{"message":{"content":"short"}},{"message":{"content":")" + text + R"("}}]})";
  const auto said = [&](const std::string& summary) {
    use(kSummarize);
    GuardedAnswer answer = read(AnswerForm::kChat, body);
    const auto pending = answer.pending();
    EXPECT_EQ(pending.size(), 1u);
    EXPECT_EQ(pending.at(0).text, text);
    answer.summarized(pending.at(0).number, summary);
    EXPECT_TRUE(answer.pending().empty());
    EXPECT_FALSE(answer.blocked());
    return std::string(
        json::parse(answer.body()).at("choices").at(1).at("message").at("content").as_string());
  };
  EXPECT_EQ(said("A pump failed."), "A pump failed.");
  EXPECT_EQ(said("It is " + kSecret), text) << "blocked: its own sentences";
  EXPECT_EQ(said(std::string(50, 'x')), text) << "too long again";
  EXPECT_EQ(said(""), text);
}

TEST_F(GuardedAnswerTest, AnExtractThatIsToBeBlockedBlocksTheAnswer) {
  use("policy_as_code:\n  baseline: off\n  rules:\n"
      "    - {id: s, when: 'output.length > 700', action: summarize}\n"
      "    - {id: b, when: 'output.length < 700', action: block}\n");
  std::string text;
  while (text.size() < 800) text += "The pump failed. ";
  GuardedAnswer answer =
      read(AnswerForm::kChat, R"({"choices":[{"message":{"content":")" + text + R"("}}]})");
  ASSERT_EQ(answer.pending().size(), 1u);
  answer.summarized(answer.pending().front().number, "");
  EXPECT_TRUE(answer.blocked());
  EXPECT_FALSE(answer.inspection().decision.allowed);
  EXPECT_EQ(answer.body().find("pump"), std::string::npos);
}

TEST_F(GuardedAnswerTest, WhatIsNoAnswerIsAProblemOfTheServer) {
  use(kMaskPii);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the answer cannot be read as JSON (line 1 column 1)"},
      {"[]", "the answer is no JSON object"},
      {"{}", "the answer has no list `choices`"},
      {R"({"choices":[]})", "the answer has no choices"},
      {R"({"choices":{}})", "the answer has no list `choices`"},
  };
  for (const auto& [body, what] : cases) {
    const auto answer = GuardedAnswer::read(AnswerForm::kChat, body, exchange_->rules);
    ASSERT_FALSE(answer.has_value()) << body;
    EXPECT_EQ(answer.error().what, what);
  }
  EXPECT_EQ(GuardedAnswer::read(AnswerForm::kResponses, "{}", exchange_->rules).error().what,
            "the answer has no list `output`");
  EXPECT_EQ(GuardedAnswer::read(AnswerForm::kPlainHttp, "{}", exchange_->rules).error().what,
            "the answer has no `content` or `text`");
  std::string many = R"({"choices":[{"message":{"content":[)";
  for (int i = 0; i < 1025; ++i) many += "\"x\",";
  many += R"("x"]}}]})";
  EXPECT_EQ(GuardedAnswer::read(AnswerForm::kChat, many, exchange_->rules).error().what,
            "the answer has more than 1024 texts");
}

TEST_F(GuardedAnswerTest, AnAnswerWithoutTextIsInspectedAllTheSame) {
  use(kMaskPii);
  const GuardedAnswer answer =
      read(AnswerForm::kChat, R"({"choices":[{"message":{"content":null}}]})");
  EXPECT_FALSE(answer.inspection().decision.policy_digest.empty());
}

}  // namespace
}  // namespace gs::gateway::openai
