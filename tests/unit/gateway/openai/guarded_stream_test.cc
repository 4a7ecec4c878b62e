#include "gateway/openai/guarded_stream.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fixtures/answer_fixture.h"

namespace gs::gateway::openai {
namespace {

using State = GuardedStream::State;

constexpr const char* kMaskPii =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask}\n";
constexpr const char* kBlockSecrets =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: b, when: output.contains_secret, action: block}\n";
constexpr const char* kSummarize =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: s, when: 'output.length > 40', action: summarize}\n"
    "    - {id: m, when: output.contains_pii, action: mask}\n"
    "    - {id: b, when: output.contains_secret, action: block}\n";

const std::string kSecret = std::string("ghp_") + "Zk3vQ9xT2mB7cL5nR8wY1pD4sF6hJ0aGuEiO";

std::shared_ptr<const filter::Inspector> inspector(const std::string& policy) {
  static const SystemClock clock;
  return filter::inspector_of(policy, clock);
}

class GuardedStreamTest : public ::testing::Test {
 protected:
  Streamed run(StreamForm form, const std::string& policy, std::string_view bytes,
               std::string_view summary = {}) {
    exchange_ = std::make_unique<Exchange>(inspector(policy));
    return run_with(form, bytes, summary);
  }
  Streamed run_with(StreamForm form, std::string_view bytes, std::string_view summary = {}) {
    return run_stream(form, exchange_->rules, bytes, {}, summary);
  }
  std::unique_ptr<Exchange> exchange_;
};

// As recorded from the servers, shortened.
const std::string kVllm =
    sse(R"({"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1722000000,"model":"Qwen/Qwen2.5-0.5B-Instruct","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]})") +
    sse(R"({"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1722000000,"model":"Qwen/Qwen2.5-0.5B-Instruct","choices":[{"index":0,"delta":{"content":"Write to anna"},"logprobs":null,"finish_reason":null}]})") +
    sse(R"({"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1722000000,"model":"Qwen/Qwen2.5-0.5B-Instruct","choices":[{"index":0,"delta":{"content":"@example.org"},"logprobs":null,"finish_reason":null}]})") +
    sse(R"({"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1722000000,"model":"Qwen/Qwen2.5-0.5B-Instruct","choices":[{"index":0,"delta":{"content":" now"},"logprobs":null,"finish_reason":"stop","stop_reason":null}]})") +
    sse(R"({"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1722000000,"model":"Qwen/Qwen2.5-0.5B-Instruct","choices":[],"usage":{"prompt_tokens":30,"total_tokens":42,"completion_tokens":12}})") +
    sse("[DONE]");

const std::string kLlamaCpp =
    sse(R"({"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1754523863,"id":"chatcmpl-X6","model":"gpt-oss:20b","system_fingerprint":"b6097-9515c613","object":"chat.completion.chunk"})") +
    sse(R"({"choices":[{"finish_reason":null,"index":0,"delta":{"reasoning_content":"Ask bob@"}}],"created":1754523863,"id":"chatcmpl-X6","model":"gpt-oss:20b","system_fingerprint":"b6097-9515c613","object":"chat.completion.chunk"})") +
    sse(R"({"choices":[{"finish_reason":null,"index":0,"delta":{"reasoning_content":"example.org"}}],"created":1754523863,"id":"chatcmpl-X6","model":"gpt-oss:20b","system_fingerprint":"b6097-9515c613","object":"chat.completion.chunk"})") +
    sse(R"({"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Hello there"}}],"created":1754523863,"id":"chatcmpl-X6","model":"gpt-oss:20b","system_fingerprint":"b6097-9515c613","object":"chat.completion.chunk"})") +
    sse(R"({"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"created":1754524122,"id":"chatcmpl-X6","model":"gpt-oss:20b","system_fingerprint":"b6097-9515c613","object":"chat.completion.chunk","usage":{"completion_tokens":247,"prompt_tokens":1085,"total_tokens":1332},"timings":{"prompt_n":1085,"prompt_ms":203.378}})") +
    sse("[DONE]");

const std::string kOpenAiTools =
    sse(R"({"id":"chatcmpl-A","object":"chat.completion.chunk","created":1,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}],"refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"yW"})") +
    sse(R"({"id":"chatcmpl-A","object":"chat.completion.chunk","created":1,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"anna@exa"}}]},"logprobs":null,"finish_reason":null}],"usage":null})") +
    sse(R"({"id":"chatcmpl-A","object":"chat.completion.chunk","created":1,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"mple.org\"}"}}]},"logprobs":null,"finish_reason":null}],"usage":null})") +
    sse(R"({"id":"chatcmpl-A","object":"chat.completion.chunk","created":1,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},"logprobs":null,"finish_reason":null}],"usage":null})") +
    sse(R"({"id":"chatcmpl-A","object":"chat.completion.chunk","created":1,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null})") +
    sse(R"({"id":"chatcmpl-A","object":"chat.completion.chunk","created":1,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":8,"total_tokens":17}})") +
    sse("[DONE]");

// An event of a response; numbered() puts numbers where the '#' stand.
std::string response_event(const std::string& type, const std::string& rest) {
  return sse(R"({"type":")" + type + R"(","sequence_number":#)" + rest + "}", type);
}

std::string numbered(const std::string& stream) {
  std::string out;
  int number = 0;
  for (char c : stream) out += c == '#' ? std::to_string(number++) : std::string(1, c);
  return out;
}

std::string response_stream(const std::vector<std::string>& pieces) {
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  const std::string said = std::string(json::serialize(json::string(text)));
  std::string out =
      response_event(
          "response.created",
          R"(,"response":{"id":"resp_1","object":"response","status":"in_progress","model":"gpt-4o","output":[],"instructions":null,"error":null})") +
      response_event(
          "response.output_item.added",
          R"(,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]})") +
      response_event(
          "response.content_part.added",
          R"(,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""})");
  for (const std::string& piece : pieces) {
    out += response_event(
        "response.output_text.delta",
        R"(,"item_id":"msg_1","output_index":0,"content_index":0,"logprobs":[],"delta":)" +
            std::string(json::serialize(json::string(piece))));
  }
  const std::string part =
      R"({"type":"output_text","annotations":[],"logprobs":[],"text":)" + said + "}";
  const std::string item =
      R"({"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[)" +
      part + "]}";
  return out +
         response_event(
             "response.output_text.done",
             R"(,"item_id":"msg_1","output_index":0,"content_index":0,"logprobs":[],"text":)" +
                 said) +
         response_event("response.content_part.done",
                        R"(,"item_id":"msg_1","output_index":0,"content_index":0,"part":)" + part) +
         response_event("response.output_item.done", R"(,"output_index":0,"item":)" + item) +
         response_event(
             "response.completed",
             R"(,"response":{"id":"resp_1","object":"response","status":"completed","model":"gpt-4o","output":[)" +
                 item +
                 R"(],"usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12},"error":null})");
}

// --- Chat ----------------------------------------------------------------------------------------

TEST_F(GuardedStreamTest, MasksWhatVllmSays) {
  const Streamed got = run(StreamForm::kChat, kMaskPii, kVllm);
  const Heard heard = hear(got.bytes);
  EXPECT_EQ(heard.texts.at("0.content"), "Write to [EMAIL_ADDRESS_1] now");
  EXPECT_EQ(heard.finish.at(0), "stop");
  EXPECT_TRUE(heard.done);
  EXPECT_EQ(got.stream.state(), State::kDone);
  EXPECT_EQ(got.stream.usage().input_tokens, 30);
  EXPECT_EQ(got.stream.usage().output_tokens, 12);
  EXPECT_EQ(got.stream.model(), "Qwen/Qwen2.5-0.5B-Instruct");
  EXPECT_EQ(got.stream.finish_reasons(), std::vector<std::string>{"stop"});
  EXPECT_EQ(got.stream.inspection().decision.action, policy::Action::kMask);
  EXPECT_TRUE(got.stream.text_seen());
  EXPECT_GT(got.stream.holdback().most_characters, 0u);
  EXPECT_FALSE(got.stream.holdback().everything);
}

TEST_F(GuardedStreamTest, WhatNothingIsFoundInGoesOnByteForByte) {
  const std::string plain = chat_chunk(R"({"role":"assistant","content":""})") +
                            chat_chunk(R"({ "content" : "Hello \u00e9 " , "unknown": 1})") +
                            ": ping\n\n" + chat_chunk("{}", "\"stop\"") + sse("[DONE]");
  EXPECT_EQ(run(StreamForm::kChat, kBlockSecrets, plain).bytes, plain);
}

TEST_F(GuardedStreamTest, MasksReasoningOfLlamaCpp) {
  const Heard heard = hear(run(StreamForm::kChat, kMaskPii, kLlamaCpp).bytes);
  EXPECT_EQ(heard.texts.at("0.reasoning_content"), "Ask [EMAIL_ADDRESS_1]");
  EXPECT_EQ(heard.texts.at("0.content"), "Hello there");
  EXPECT_NE(heard.data.at(heard.data.size() - 2).find("\"timings\""), std::string::npos);
}

TEST_F(GuardedStreamTest, ToolCallsAreCompleteBeforeTheNextBegins) {
  const Heard heard = hear(run(StreamForm::kChat, kMaskPii, kOpenAiTools).bytes);
  EXPECT_EQ(heard.texts.at("0.call0.name"), "get_weather");
  EXPECT_EQ(heard.texts.at("0.call0.arguments"), R"({"city":"[EMAIL_ADDRESS_1]"})");
  EXPECT_EQ(heard.texts.at("0.call1.arguments"), "{}");
  EXPECT_EQ(heard.finish.at(0), "tool_calls");
  size_t last_of_first = 0;
  size_t first_of_second = 0;
  for (size_t i = 0; i < heard.data.size(); ++i) {
    if (heard.data[i].find(R"("tool_calls":[{"index":0)") != std::string::npos) last_of_first = i;
    if (heard.data[i].find("get_time") != std::string::npos) first_of_second = i;
  }
  EXPECT_LT(last_of_first, first_of_second);
}

TEST_F(GuardedStreamTest, RestoresInTextAndForListedToolsAlone) {
  exchange_ = std::make_unique<Exchange>(inspector(kMaskPii));
  exchange_->placeholders.token_for("PERSON", "Ann \"A\" Lee", true);
  const auto call = [](const char* index, const char* name) {
    return chat_chunk(std::string(R"({"tool_calls":[{"index":)") + index +
                      R"(,"id":"c","type":"function","function":{"name":")" + name +
                      R"(","arguments":"{\"to\":\"[PERSON_1]\"}"}}]})");
  };
  const std::string stream = chat_chunk(R"({"role":"assistant","content":"Dear [PERSON_1], "})") +
                             call("0", "send_mail") + call("1", "search") +
                             chat_chunk("{}", "\"tool_calls\"") + sse("[DONE]");
  const Heard heard = hear(run_with(StreamForm::kChat, stream).bytes);
  EXPECT_EQ(heard.texts.at("0.content"), "Dear Ann \"A\" Lee, ");
  EXPECT_EQ(heard.texts.at("0.call0.arguments"), R"({"to":"Ann \"A\" Lee"})");
  EXPECT_EQ(heard.texts.at("0.call1.arguments"), R"({"to":"[PERSON_1]"})");
}

TEST_F(GuardedStreamTest, ABlockEndsEveryChoice) {
  const std::string stream =
      chat_chunk(R"({"role":"assistant","content":"First. "})", "null", 0) +
      chat_chunk(R"({"role":"assistant","content":"Second. "})", "null", 1) +
      chat_chunk(R"({"content":"The key is )" + kSecret.substr(0, 20) + R"("})", "null", 1) +
      chat_chunk(R"({"content":")" + kSecret.substr(20) + R"( and more "})", "null", 1) +
      chat_chunk(R"({"content":"never seen"})", "null", 0);
  const Streamed got = run(StreamForm::kChat, kBlockSecrets, stream);
  const Heard heard = hear(got.bytes);
  EXPECT_EQ(got.stream.state(), State::kBlocked);
  EXPECT_TRUE(std::string("Second. The key is ").starts_with(heard.texts.at("1.content")));
  EXPECT_EQ(heard.finish.at(0), "content_filter");
  EXPECT_EQ(heard.finish.at(1), "content_filter");
  EXPECT_TRUE(heard.done);
  EXPECT_EQ(got.bytes.find("ghp_"), std::string::npos);
  EXPECT_EQ(got.bytes.find("never seen"), std::string::npos);
  EXPECT_FALSE(got.stream.inspection().decision.allowed);
}

TEST_F(GuardedStreamTest, TheFinishingChunkReports) {
  exchange_ = std::make_unique<Exchange>(inspector(kMaskPii));
  exchange_->rules.report = true;
  const Heard heard = hear(run_with(StreamForm::kChat, kVllm).bytes);
  const auto last = json::parse(heard.data.at(heard.data.size() - 3)).as_object();
  EXPECT_EQ(last.at("governance").at("action").as_string(), "mask");
  EXPECT_EQ(last.at("governance").at("rules").at(0).at("id").as_string(), "m");
  EXPECT_EQ(last.at("governance").at("decision_id").as_string(), "0190.output");
}

TEST_F(GuardedStreamTest, UsageThatTheGatewayAskedForIsNotPassedOn) {
  exchange_ = std::make_unique<Exchange>(inspector(kMaskPii));
  exchange_->rules.caller_wants_usage = false;
  for (const std::string& stream : {kVllm, kLlamaCpp, kOpenAiTools}) {
    const Streamed got = run_with(StreamForm::kChat, stream);
    EXPECT_EQ(got.bytes.find("\"usage\""), std::string::npos);
    EXPECT_EQ(got.bytes.find("\"choices\":[]"), std::string::npos);
    EXPECT_TRUE(got.stream.usage().present);
  }
}

TEST_F(GuardedStreamTest, WhatSpellsAChangedTextGoes) {
  const std::string stream =
      sse(R"({"choices":[{"index":0,"delta":{"role":"assistant","content":"a@example.org "},)"
          R"("logprobs":{"content":[{"token":"a@example.org"}]},"token_ids":[1],"finish_reason":null}]})") +
      sse(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})");
  const Streamed got = run(StreamForm::kChat, kMaskPii, stream);
  EXPECT_EQ(got.bytes.find("a@example.org"), std::string::npos) << got.bytes;
  EXPECT_EQ(got.bytes.find("token_ids"), std::string::npos) << got.bytes;
  EXPECT_EQ(hear(got.bytes).texts.at("0.content"), "[EMAIL_ADDRESS_1] ");
}

TEST_F(GuardedStreamTest, UnknownFieldsAreJudgedToo) {
  const std::string stream =
      chat_chunk(R"({"role":"assistant","thinking":"ask a@exam"})") +
      chat_chunk(R"({"thinking":"ple.org","extra":{"note":["b@example.org"]},"ok":{"n":"fine"}})") +
      chat_chunk("{}", "\"stop\"");
  const Streamed got = run(StreamForm::kChat, kMaskPii, stream);
  EXPECT_EQ(hear(got.bytes).texts.at("0.thinking"), "ask [EMAIL_ADDRESS_2]");
  EXPECT_EQ(got.bytes.find("b@example.org"), std::string::npos);
  EXPECT_NE(got.bytes.find(R"("ok":{"n":"fine"})"), std::string::npos);
}

struct BrokenCase {
  std::string stream;
  std::string what;
};

TEST_F(GuardedStreamTest, WhatMakesNoSenseEndsInAnErrorOfOurOwn) {
  const std::string begun = chat_chunk(R"({"role":"assistant","content":"Hi "})");
  const std::string ended = begun + chat_chunk("{}", "\"stop\"");
  std::string many_members = "{";
  for (int i = 0; i < 20; ++i) many_members += "\"m" + std::to_string(i) + "\":1,";
  const std::vector<BrokenCase> cases = {
      {begun, "the stream ended before the answer did"},
      {"", "the stream ended before the answer did"},
      {begun + sse("{"), "an event is not a JSON object"},
      {begun + sse("[1]"), "an event is not a JSON object"},
      {begun + sse(R"({"choices":[],"choices":[]})"), "an event is not a JSON object"},
      {begun + sse(R"({"choices":[],"\u0063hoices":[]})"), "an event is not a JSON object"},
      {begun + chat_chunk(R"({"content":"a","content":"b"})"), "an event is not a JSON object"},
      {begun + sse(many_members + R"("m3":1,"choices":[]})"), "an event is not a JSON object"},
      {begun + sse(std::string(100, '[') + std::string(100, ']')), "an event is not a JSON object"},
      {begun + sse(R"({"error":{"message":"CUDA secret path","code":500}})") + sse("[DONE]"),
       "the model server reported an error"},
      {begun + sse(R"({"object":"error","message":"old form"})"),
       "the model server reported an error"},
      {begun + sse("{}"), "an event has no list `choices`"},
      {ended + chat_chunk(R"({"content":"more"})"), "a choice goes on behind its end"},
      {begun + chat_chunk(R"({"tool_calls":[{"index":1,"function":{"name":"a"}}]})") +
           chat_chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"x"}}]})"),
       "a tool call goes on behind its end"},
      {begun + chat_chunk(R"({"tool_calls":[{"index":0,"function":{"name":"a"}}]})") +
           chat_chunk(R"({"tool_calls":[{"index":0,"function":{"name":"b"}}]})"),
       "the name of a tool comes in pieces"},
      {begun + chat_chunk("\"text\""), "a delta is not an object"},
  };
  for (const BrokenCase& c : cases) {
    const Streamed got = run(StreamForm::kChat, kMaskPii, c.stream);
    const Heard heard = hear(got.bytes);
    EXPECT_EQ(got.stream.state(), State::kBroken) << c.stream;
    EXPECT_EQ(got.stream.what(), c.what) << c.stream;
    EXPECT_EQ(heard.error, "upstream_error");
    EXPECT_FALSE(heard.done) << c.stream;
    EXPECT_EQ(got.bytes.find("CUDA"), std::string::npos);
  }
}

TEST_F(GuardedStreamTest, AnEventBeyondTheLimitBreaksTheStream) {
  exchange_ = std::make_unique<Exchange>(inspector(kMaskPii));
  exchange_->rules.max_event_bytes = 400;
  const Streamed got =
      run_with(StreamForm::kChat, chat_chunk(R"({"content":")" + std::string(400, 'x') + "\"}"));
  EXPECT_EQ(got.stream.what(), "an event is larger than 400 bytes");
}

TEST_F(GuardedStreamTest, AnEndWithoutDoneIsGivenOne) {
  const std::string stream =
      chat_chunk(R"({"role":"assistant","content":"Hi"})") + chat_chunk("{}", "\"stop\"");
  const Streamed got = run(StreamForm::kChat, kMaskPii, stream);
  EXPECT_EQ(got.stream.state(), State::kDone);
  EXPECT_TRUE(hear(got.bytes).done);
}

TEST_F(GuardedStreamTest, ADoneWithoutFinishHandsOutTheRest) {
  const std::string stream =
      chat_chunk(R"({"role":"assistant","content":"Write to a@example.org"})") + sse("[DONE]");
  const Heard heard = hear(run(StreamForm::kChat, kMaskPii, stream).bytes);
  EXPECT_EQ(heard.texts.at("0.content"), "Write to [EMAIL_ADDRESS_1]");
}

// --- Summaries -----------------------------------------------------------------------------------

const std::string kLong = "The pump failed. The pump was old. Somebody saw that. We buy a pump.";

std::string long_stream(const std::string& text = kLong) {
  return chat_chunk(R"({"role":"assistant","content":")" + text + "\"}") +
         chat_chunk("{}", "\"stop\"") + sse("[DONE]");
}

TEST_F(GuardedStreamTest, ASummaryTakesThePlaceOfTheText) {
  exchange_ = std::make_unique<Exchange>(inspector(kSummarize));
  GuardedStream stream(StreamForm::kChat, exchange_->rules);
  std::string bytes = stream.feed(long_stream());
  ASSERT_EQ(stream.state(), State::kNeedsSummary);
  ASSERT_EQ(stream.pending().size(), 1u);
  EXPECT_EQ(stream.pending().front().text, kLong);
  bytes += stream.finish();
  stream.summarized(stream.pending().front().number, "Ask a@example.org.");
  bytes += stream.resume();
  EXPECT_EQ(stream.state(), State::kDone);
  const Heard heard = hear(bytes);
  EXPECT_EQ(heard.texts.at("0.content"), "Ask [EMAIL_ADDRESS_1].");
  EXPECT_EQ(heard.finish.at(0), "stop");
  EXPECT_TRUE(heard.done);
  EXPECT_TRUE(stream.holdback().everything);
  EXPECT_EQ(stream.inspection().decision.action, policy::Action::kSummarize);
}

TEST_F(GuardedStreamTest, SentencesOfTheTextStandInForASummaryThatWillNotDo) {
  const std::string extract = "The pump failed. The pump was old. We buy a pump.";
  for (const std::string& summary :
       {std::string(), std::string(" \n"), std::string(100, 'x'), "The key is " + kSecret}) {
    const Heard heard = hear(run(StreamForm::kChat, kSummarize, long_stream(), summary).bytes);
    EXPECT_EQ(heard.texts.at("0.content"), extract) << summary;
  }
}

// --- Completions ---------------------------------------------------------------------------------

TEST_F(GuardedStreamTest, MasksCompletions) {
  const auto chunk = [](const char* text, const char* finish) {
    return sse(
        std::string(
            R"({"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":")") +
        text + R"(","logprobs":null,"finish_reason":)" + finish +
        R"(,"stop_reason":null}],"usage":null})");
  };
  const std::string stream =
      chunk("Write to a@", "null") + chunk("example.org", "\"length\"") + sse("[DONE]");
  const Streamed got = run(StreamForm::kCompletions, kMaskPii, stream);
  const Heard heard = hear(got.bytes);
  EXPECT_EQ(heard.texts.at("0.text"), "Write to [EMAIL_ADDRESS_1]");
  EXPECT_EQ(heard.finish.at(0), "length");
  const std::string secret =
      chunk("The key is ", "null") + chunk(kSecret.c_str(), "null") + chunk(" .", "null");
  const Heard blocked = hear(run(StreamForm::kCompletions, kBlockSecrets, secret).bytes);
  EXPECT_EQ(blocked.finish.at(0), "content_filter");
  EXPECT_EQ(blocked.texts.at("0.text"), "The key is ");
}

// --- Responses -----------------------------------------------------------------------------------

TEST_F(GuardedStreamTest, MasksEveryEventOfAResponse) {
  const Streamed got = run(StreamForm::kResponses, kMaskPii,
                           numbered(response_stream({"Write to anna", "@example.org", " now"})));
  const Heard heard = hear(got.bytes);
  EXPECT_EQ(got.stream.state(), State::kDone);
  EXPECT_EQ(got.bytes.find("anna"), std::string::npos) << got.bytes;
  EXPECT_EQ(heard.texts.at("output_text.0.0"), "Write to [EMAIL_ADDRESS_1] now");
  EXPECT_EQ(heard.last_response.at("output").at(0).at("content").at(0).at("text").as_string(),
            "Write to [EMAIL_ADDRESS_1] now");
  EXPECT_EQ(got.stream.usage().output_tokens, 7);
  EXPECT_EQ(got.stream.finish_reasons(), std::vector<std::string>{"completed"});
  for (size_t i = 0; i < heard.numbers.size(); ++i) {
    EXPECT_EQ(heard.numbers[i], static_cast<int64_t>(i));
  }
}

TEST_F(GuardedStreamTest, AnUntouchedResponseGoesOnByteForByte) {
  const std::string stream = numbered(response_stream({"Hello ", "world "}));
  EXPECT_EQ(
      run(StreamForm::kResponses, "policy_as_code:\n  baseline: off\n  rules: []\n", stream).bytes,
      stream);
}

TEST_F(GuardedStreamTest, ABlockedResponseIsIncomplete) {
  const Streamed got = run(StreamForm::kResponses, kBlockSecrets,
                           numbered(response_stream({"The key is ", kSecret, " and more"})));
  const Heard heard = hear(got.bytes);
  EXPECT_EQ(got.stream.state(), State::kBlocked);
  EXPECT_EQ(heard.finish.at(0), "incomplete");
  EXPECT_EQ(heard.last_response.at("incomplete_details").at("reason").as_string(),
            "content_filter");
  EXPECT_EQ(heard.texts.at("output_text.0.0"), "The key is ");
  EXPECT_EQ(got.bytes.find("ghp_"), std::string::npos);
}

TEST_F(GuardedStreamTest, TextsThatAResponseNeverStreamedAreJudged) {
  const std::string stream =
      response_event("response.created",
                     R"(,"response":{"id":"r","status":"in_progress","model":"m","output":[]})") +
      response_event("response.new_kind.noted", R"(,"note":"b@example.org")") +
      response_event(
          "response.completed",
          R"(,"response":{"id":"r","status":"completed","model":"m","output":[)"
          R"({"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"ask a@example.org"}]},)"
          R"({"type":"function_call","id":"f","call_id":"c","name":"send","arguments":"{\"a\":\"a@example.org\"}"}],)"
          R"("raw":["a@example.org"]})");
  const Streamed got = run(StreamForm::kResponses, kMaskPii, numbered(stream));
  EXPECT_EQ(got.stream.state(), State::kDone);
  EXPECT_EQ(got.bytes.find("@example.org"), std::string::npos) << got.bytes;
  const json::value last = hear(got.bytes).last_response;
  EXPECT_EQ(last.at("output").at(1).at("arguments").as_string(), R"({"a":"[EMAIL_ADDRESS_2]"})");
}

TEST_F(GuardedStreamTest, AResponseThatFailsTellsNothingOfTheServer) {
  const std::string begun = response_event(
      "response.created", R"(,"response":{"id":"r","status":"in_progress","output":[]})");
  for (
      const std::string& end :
      {response_event("error", R"(,"code":"x","message":"CUDA","param":null)"), std::string(),
       response_event(
           "response.failed",
           R"(,"response":{"id":"r","status":"failed","output":[],"error":{"code":"x","message":"CUDA"}})")}) {
    const Streamed got = run(StreamForm::kResponses, kMaskPii, numbered(begun + end));
    EXPECT_EQ(got.bytes.find("CUDA"), std::string::npos);
    EXPECT_EQ(got.stream.state(), State::kBroken) << end;
    EXPECT_FALSE(got.stream.what().empty());
  }
}

// --- Plain ---------------------------------------------------------------------------------------

TEST_F(GuardedStreamTest, PlainStreamsAreText) {
  const Streamed got = run(StreamForm::kPlainFromChat, kMaskPii, kVllm);
  EXPECT_EQ(hear(got.bytes).texts.at("plain"), "Write to [EMAIL_ADDRESS_1] now");
  EXPECT_TRUE(got.bytes.ends_with("data: [DONE]\n\n"));
  const std::string http =
      sse(R"({"content":"one\ntwo "})") + sse(R"({"text":"a@example.org"})") + sse(" and raw");
  const Streamed plain = run(StreamForm::kPlainFromHttp, kMaskPii, http);
  EXPECT_EQ(hear(plain.bytes).texts.at("plain"), "one\ntwo [EMAIL_ADDRESS_1] and raw");
  EXPECT_EQ(plain.stream.state(), State::kDone);
}

TEST_F(GuardedStreamTest, ABlockedPlainStreamSaysSoBeforeItsEnd) {
  const std::string stream = sse("The key is ") + sse(kSecret) + sse(" .");
  const Streamed got = run(StreamForm::kPlainFromHttp, kBlockSecrets, stream);
  const Heard heard = hear(got.bytes);
  EXPECT_EQ(got.stream.state(), State::kBlocked);
  EXPECT_EQ(heard.error, "content_filter");
  EXPECT_EQ(heard.texts.at("plain"), "The key is ");
  EXPECT_TRUE(got.bytes.ends_with("data: [DONE]\n\n"));
  EXPECT_NE(got.bytes.find("event: error\n"), std::string::npos);
}

TEST_F(GuardedStreamTest, NoTextReadsAsTheEndOfAPlainStream) {
  const Streamed got =
      run(StreamForm::kPlainFromHttp, kMaskPii, sse(R"({"content":"[DONE]"})") + sse("[DONE]"));
  EXPECT_EQ(hear(got.bytes).texts.at("plain"), "[DONE]");
}

}  // namespace
}  // namespace gs::gateway::openai
