// However a server cuts what it says, the caller gets the same, streamed or whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "fixtures/answer_fixture.h"
#include "fixtures/answer_writer.h"

namespace gs::gateway::openai {
namespace {

const std::string kSecret = std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO";

std::string rule(const std::string& rest) {
  return "policy_as_code:\n  baseline: off\n  rules:\n    - {id: r, " + rest + "}\n";
}

const std::vector<std::pair<std::string, std::string>> kPolicies = {
    {"allow", rule("when: output.contains_pii, action: allow")},
    {"flag", rule("when: output.contains_pii, action: flag")},
    {"mask", rule("when: output.contains_pii, action: mask, mask: {style: redact}")},
    {"mask in part", rule("when: 'output.pii_count > 1', action: mask, mask: {style: partial}")},
    {"block", rule("when: output.contains_secret, action: block")},
    {"summarize", rule("when: 'output.length > 80', action: summarize")},
    {"shadow", rule("when: output.contains_pii, action: block, mode: shadow")},
};

constexpr StreamForm kForms[] = {StreamForm::kChat, StreamForm::kCompletions,
                                 StreamForm::kResponses, StreamForm::kPlainFromChat,
                                 StreamForm::kPlainFromHttp};

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kParts = {"anna@example.org",
                                                  "536-90-4399",
                                                  "4111 1111 1111 1111",
                                                  "[PERSON_1]",
                                                  "[\\PERSON_1]",
                                                  kSecret,
                                                  "https://example.org/[PERSON_1]",
                                                  "\xC3\xA9",
                                                  "\xE5\x8F\xB7",
                                                  "\xF0\x9F\x98\x80",
                                                  "\n",
                                                  "\"",
                                                  "\\",
                                                  "word",
                                                  "and so on. ",
                                                  "[DONE]",
                                                  "data: x",
                                                  "{\"a\":1}"};
  std::string text;
  const size_t count = 1 + random() % 12;
  for (size_t i = 0; i < count; ++i) {
    text += kParts[random() % kParts.size()];
    if (random() % 3 != 0) text += " ";
  }
  return text;
}

Texts random_texts(StreamForm form, std::mt19937& random) {
  switch (form) {
    case StreamForm::kChat:
      return {{"0.content", random_text(random)},
              {"0.reasoning_content", random_text(random)},
              {"0.call0.arguments", random_text(random)},
              {"0.call1.arguments", random_text(random)}};
    case StreamForm::kCompletions:
      return {{"0.text", random_text(random)}};
    case StreamForm::kResponses:
      return {{"output_text.0.0", random_text(random)}};
    default:
      return {{"plain", random_text(random)}};
  }
}

AnswerForm whole_form(StreamForm form) {
  if (form == StreamForm::kCompletions) return AnswerForm::kCompletions;
  if (form == StreamForm::kResponses) return AnswerForm::kResponses;
  return form == StreamForm::kPlainFromHttp ? AnswerForm::kPlainHttp : AnswerForm::kChat;
}

std::string whole_answer(StreamForm form, const Texts& texts) {
  const std::string text = as_json(texts.begin()->second);
  switch (form) {
    case StreamForm::kChat: {
      const auto call = [&](const char* at) {
        return R"({"function":{"name":"look","arguments":)" + as_json(texts.at(at)) + "}}";
      };
      return R"({"choices":[{"message":{"reasoning_content":)" +
             as_json(texts.at("0.reasoning_content")) +
             ",\"content\":" + as_json(texts.at("0.content")) + ",\"tool_calls\":[" +
             call("0.call0.arguments") + "," + call("0.call1.arguments") + "]}}]}";
    }
    case StreamForm::kCompletions:
      return R"({"choices":[{"text":)" + text + "}]}";
    case StreamForm::kResponses:
      return "{\"output\":[" + response_item(texts.begin()->second) + "]}";
    case StreamForm::kPlainFromChat:
      return R"({"choices":[{"message":{"content":)" + text + "}}]}";
    case StreamForm::kPlainFromHttp:
      break;
  }
  return "{\"content\":" + text + "}";
}

Texts heard_whole(StreamForm form, const std::string& key, const GuardedAnswer& answer) {
  if (form == StreamForm::kResponses) {
    const auto body = json::parse(answer.body());
    return {{key, std::string(body.at("output").at(0).at("content").at(0).at("text").as_string())}};
  }
  if (form != StreamForm::kChat) return {{key, answer.text()}};
  const auto body = json::parse(answer.body());
  const auto& message = body.at("choices").at(0).at("message");
  Texts texts = {{"0.content", std::string(message.at("content").as_string())},
                 {"0.reasoning_content", std::string(message.at("reasoning_content").as_string())}};
  for (size_t i = 0; i < 2; ++i) {
    texts["0.call" + std::to_string(i) + ".arguments"] =
        message.at("tool_calls").at(i).at("function").at("arguments").as_string();
  }
  return texts;
}

std::vector<size_t> random_cuts(size_t size, std::mt19937& random) {
  std::vector<size_t> cuts;
  for (int i = 0; i < 60; ++i) cuts.push_back(random() % (size + 1));
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

class AnyCutTest : public ::testing::Test {
 protected:
  static std::unique_ptr<Exchange> exchange(const std::string& policy) {
    static const SystemClock clock;
    static std::map<std::string, std::shared_ptr<const filter::Inspector>> inspectors;
    auto& inspector = inspectors[policy];
    if (inspector == nullptr) inspector = filter::inspector_of(policy, clock);
    auto made = std::make_unique<Exchange>(inspector);
    made->placeholders.token_for("PERSON", "Ann Lee", true);
    made->rules.report = true;
    return made;
  }
  static std::string said(const Heard& heard, const std::string& key) {
    const auto text = heard.texts.find(key);
    return text == heard.texts.end() ? "" : text->second;
  }
};

TEST_F(AnyCutTest, OfTheBytesGivesTheSameBytes) {
  std::mt19937 random(21);
  for (const auto& [name, policy] : kPolicies) {
    for (StreamForm form : kForms) {
      const Texts texts = random_texts(form, random);
      const std::string bytes = stream_of(form, texts, [&] { return 1 + random() % 9; });
      const auto whole = exchange(policy);
      const std::string once = run_stream(form, whole->rules, bytes).bytes;
      for (int round = 0; round < 5; ++round) {
        const auto again = exchange(policy);
        ASSERT_EQ(run_stream(form, again->rules, bytes, random_cuts(bytes.size(), random)).bytes,
                  once)
            << name;
      }
    }
  }
}

TEST_F(AnyCutTest, OfTheTextIsTheWholeAnswer) {
  std::mt19937 random(22);
  for (int round = 0; round < 8; ++round) {
    for (const auto& [name, policy] : kPolicies) {
      for (StreamForm form : kForms) {
        const Texts texts = random_texts(form, random);
        const auto whole = exchange(policy);
        auto answer =
            GuardedAnswer::read(whole_form(form), whole_answer(form, texts), whole->rules);
        ASSERT_TRUE(answer.has_value()) << answer.error().what;
        for (const PendingSummary& pending : answer->pending()) {
          answer->summarized(pending.number, "");
        }
        for (size_t most : {1, 4, 1000}) {
          const auto streamed = exchange(policy);
          const std::string bytes = stream_of(form, texts, [&] { return 1 + random() % most; });
          const Streamed run = run_stream(form, streamed->rules, bytes);
          const Heard heard = hear(run.bytes, form);
          ASSERT_TRUE(heard.done) << name << run.stream.what();
          const bool blocked = run.stream.state() == GuardedStream::State::kBlocked;
          ASSERT_EQ(blocked, answer->blocked()) << name;
          ASSERT_EQ(run.stream.inspection().decision.action, answer->inspection().decision.action);
          if (blocked) {
            ASSERT_EQ(run.bytes.find("ghp_"), std::string::npos);
            continue;
          }
          for (const auto& [key, text] : heard_whole(form, texts.begin()->first, *answer)) {
            ASSERT_EQ(said(heard, key), text) << name << " " << key << "\n" << texts.at(key);
          }
        }
      }
    }
  }
}

TEST_F(AnyCutTest, ABlockedTextIsABeginningOfWhatWasSaid) {
  std::mt19937 random(23);
  const std::string policy = kPolicies[4].second;
  for (StreamForm form : kForms) {
    for (int round = 0; round < 20; ++round) {
      const std::string text = "So it is " + std::to_string(round) + " and " + kSecret + " then.";
      const Texts texts = {{random_texts(form, random).begin()->first, text}};
      const auto streamed = exchange(policy);
      const std::string bytes = stream_of(form, texts, [&] { return 1 + random() % 9; });
      const Streamed run = run_stream(form, streamed->rules, bytes);
      ASSERT_EQ(run.stream.state(), GuardedStream::State::kBlocked);
      const std::string out = said(hear(run.bytes, form), texts.begin()->first);
      ASSERT_TRUE(text.starts_with(out)) << out;
      ASSERT_FALSE(out.empty());
      ASSERT_EQ(out.find("ghp_"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace gs::gateway::openai
