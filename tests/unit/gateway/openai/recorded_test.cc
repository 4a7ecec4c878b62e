// What real servers answer reaches the caller as they sent it, where the policy finds nothing.
#include "fixtures/recorded.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "fixtures/answer_fixture.h"

namespace gs::gateway::openai {
namespace {

// Without a rule for answers, and with one that holds back what could begin a finding.
constexpr const char* kAllow =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: p, when: prompt.contains_pii, action: block}\n";
constexpr const char* kMask =
    "policy_as_code:\n  baseline: off\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask, mask: {entities: [CREDIT_CARD]}}\n";

std::unique_ptr<Exchange> exchange_under(const char* policy) {
  static const SystemClock clock;
  return std::make_unique<Exchange>(filter::inspector_of(policy, clock));
}

bool is_of(const Recorded& recorded, std::string_view endpoint) {
  const size_t at = recorded.name.find('/') + 1;
  return recorded.name.compare(at, endpoint.size(), endpoint) == 0;
}

StreamForm stream_form(const Recorded& recorded) {
  return is_of(recorded, "completion") ? StreamForm::kCompletions : StreamForm::kChat;
}

AnswerForm answer_form(const Recorded& recorded) {
  if (is_of(recorded, "completion")) return AnswerForm::kCompletions;
  return is_of(recorded, "responses") ? AnswerForm::kResponses : AnswerForm::kChat;
}

std::vector<Recorded> streams() {
  std::vector<Recorded> found;
  for (Recorded& recorded : all_recorded()) {
    if (recorded.status == 200 && recorded.is_stream) found.push_back(std::move(recorded));
  }
  return found;
}

std::vector<Recorded> answers() {
  std::vector<Recorded> found;
  for (Recorded& recorded : all_recorded()) {
    const bool says_something = !is_of(recorded, "models") && !is_of(recorded, "health");
    if (recorded.status == 200 && !recorded.is_stream && says_something) {
      found.push_back(std::move(recorded));
    }
  }
  return found;
}

std::vector<size_t> every_place(const std::string& bytes) {
  std::vector<size_t> cuts(bytes.size());
  std::iota(cuts.begin(), cuts.end(), size_t{0});
  return cuts;
}

bool has_text(const std::string& data) {
  if (data == "[DONE]") return false;
  const Heard heard = hear(sse(data));
  return std::any_of(heard.texts.begin(), heard.texts.end(),
                     [](const auto& text) { return !text.second.empty(); });
}

void expect_same(const Streamed& run, const std::string& body) {
  const Heard said = hear(body);
  const Heard heard = hear(run.bytes);
  EXPECT_EQ(run.stream.state(), GuardedStream::State::kDone) << run.stream.what();
  EXPECT_EQ(heard.texts, said.texts);
  EXPECT_EQ(heard.finish, said.finish);
  EXPECT_TRUE(heard.done);
  EXPECT_EQ(heard.error, "");
}

TEST(RecordedTest, TextsOfStreamsArriveWholeHoweverTheyAreCut) {
  const std::vector<Recorded> all = streams();
  EXPECT_GE(all.size(), 16u);
  for (const Recorded& recorded : all) {
    for (const char* policy : {kAllow, kMask}) {
      SCOPED_TRACE(recorded.name);
      const auto whole = exchange_under(policy);
      const Streamed run = run_stream(stream_form(recorded), whole->rules, recorded.body);
      expect_same(run, recorded.body);
      EXPECT_EQ(run.stream.model(), "smollm2-135m-instruct");
      const auto in_bytes = exchange_under(policy);
      const Streamed cut = run_stream(stream_form(recorded), in_bytes->rules, recorded.body,
                                      every_place(recorded.body));
      EXPECT_EQ(cut.bytes, run.bytes);
    }
  }
}

TEST(RecordedTest, EventsWithoutTextStayByteForByte) {
  for (const Recorded& recorded : streams()) {
    SCOPED_TRACE(recorded.name);
    const auto exchange = exchange_under(kMask);
    const Streamed run = run_stream(stream_form(recorded), exchange->rules, recorded.body);
    const std::vector<std::string> handed_out = hear(run.bytes).data;
    for (const std::string& event : hear(recorded.body).data) {
      if (has_text(event)) continue;
      EXPECT_EQ(std::count(handed_out.begin(), handed_out.end(), event), 1) << event;
    }
  }
}

TEST(RecordedTest, UsageIsReadFromStreams) {
  size_t with_usage = 0;
  for (const Recorded& recorded : streams()) {
    const auto exchange = exchange_under(kAllow);
    exchange->rules.caller_wants_usage = false;
    const Streamed run = run_stream(stream_form(recorded), exchange->rules, recorded.body);
    if (!run.stream.usage().present) continue;
    ++with_usage;
    SCOPED_TRACE(recorded.name);
    EXPECT_GT(run.stream.usage().input_tokens, 0);
    EXPECT_GT(run.stream.usage().output_tokens, 0);
    EXPECT_EQ(run.bytes.find("\"usage\""), std::string::npos);
    EXPECT_EQ(hear(run.bytes).texts, hear(recorded.body).texts);
  }
  EXPECT_GE(with_usage, 2u);  // one of each server
}

TEST(RecordedTest, WholeAnswersStayByteForByte) {
  const std::vector<Recorded> all = answers();
  EXPECT_GE(all.size(), 24u);
  for (const Recorded& recorded : all) {
    SCOPED_TRACE(recorded.name);
    for (const char* policy : {kAllow, kMask}) {
      const auto exchange = exchange_under(policy);
      const auto answer =
          GuardedAnswer::read(answer_form(recorded), recorded.body, exchange->rules);
      ASSERT_TRUE(answer.has_value()) << answer.error().what;
      EXPECT_EQ(answer->body(), recorded.body);
      EXPECT_TRUE(answer->usage().present);
      EXPECT_GT(answer->usage().output_tokens, 0);
      EXPECT_EQ(answer->model(), "smollm2-135m-instruct");
      EXPECT_FALSE(answer->finish_reasons().empty());
    }
  }
}

}  // namespace
}  // namespace gs::gateway::openai
