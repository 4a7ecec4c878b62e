// Which answers wait for their records, endpoint by endpoint.
#include <gtest/gtest.h>

#include "kept_fixture.h"

namespace gs::gateway {
namespace {

// One request: its path, and its body with the context in the place of CONTEXT.
struct Call {
  const char* name;
  const char* path;
  const char* body;
  const char* context = R"({"prompt":"ACTION"})";
};
constexpr Call kGuards[] = {
    {"filter prompt", "/filter/prompt", R"({"prompt":"Hi","context":CONTEXT})"},
    {"filter output", "/filter/output", R"({"output":"Hi","context":CONTEXT})",
     R"({"output":"ACTION"})"},
    {"moderations", "/v1/moderations", R"({"input":["Hi","You"],"context":CONTEXT})"},
    {"litellm", "/beta/litellm_basic_guardrail_api",
     R"({"texts":["Hi"],"input_type":"request",)"
     R"("additional_provider_specific_params":{"context":CONTEXT}})"},
    {"detectors", "/api/v1/text/contents",
     R"({"contents":["Hi"],"detector_params":{"context":CONTEXT}})"},
};
constexpr Call kChat{"chat", "/v1/chat/completions",
                     R"({"model":"m","messages":[{"role":"user","content":"Hi"}],)"
                     R"("governance":{"context":CONTEXT}})"};
constexpr Call kStream{"stream", "/v1/chat/completions",
                       R"({"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}],)"
                       R"("governance":{"context":CONTEXT}})"};
constexpr const char* kOutput = R"({"output":"ACTION"})";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  return text.replace(text.find(what), what.size(), with);
}
std::string body_of(const Call& call, const std::string& context, const std::string& action) {
  return replaced(call.body, "CONTEXT", replaced(context, "ACTION", action));
}

// All that has come of an answer in pieces, to its end.
std::string read_stream(fixtures::HttpClient& client) {
  std::string bytes;
  char buffer[4096];
  while (bytes.find("\r\n0\r\n\r\n") == std::string::npos) {
    pollfd wanted{client.fd(), POLLIN, 0};
    if (::poll(&wanted, 1, 10'000) != 1) break;
    const ssize_t n = ::recv(client.fd(), buffer, sizeof(buffer), 0);
    if (n <= 0) break;
    bytes.append(buffer, static_cast<size_t>(n));
  }
  return bytes;
}
bool anything_came(const fixtures::HttpClient& client, int within_ms = 0) {
  pollfd wanted{client.fd(), POLLIN, 0};
  return ::poll(&wanted, 1, within_ms) == 1;
}

struct GuardRow {
  const char* durability;
  const char* action;
  bool waits;
};
constexpr GuardRow kGuardRows[] = {
    {"strict", "none", false},  {"strict", "flag", false},    {"strict", "mask", true},
    {"strict", "block", true},  {"strict_all", "none", true}, {"strict_all", "block", true},
    {"relaxed", "none", false}, {"relaxed", "block", false},
};

TEST(DurableAnswers, GuardsWaitForWhatChangesSomething) {
  for (const GuardRow& row : kGuardRows) {
    KeptGateway gateway(row.durability, "refuse");
    for (const Call& call : kGuards) {
      SCOPED_TRACE(std::string(call.name) + " " + row.durability + " " + row.action);
      const size_t asked = gateway.sink.asked();
      auto client = gateway.ask(call.path, body_of(call, call.context, row.action));
      if (row.waits) {
        ASSERT_TRUE(gateway.sink.wait_until_asked(asked + 1));
        EXPECT_FALSE(anything_came(*client));
        gateway.sink.release(false);
      }
      const auto answer = client->read_answer();
      ASSERT_TRUE(answer);
      EXPECT_EQ(answer->status, 200) << answer->body;
      EXPECT_EQ(gateway.sink.asked(), asked + (row.waits ? 1 : 0));
    }
  }
}

TEST(DurableAnswers, GuardsRefuseWhatTheDiskDoesNotTake) {
  KeptGateway refusing("strict", "refuse");
  KeptGateway going_on("strict", "continue");
  refusing.sink.break_disk();
  going_on.sink.break_disk();
  for (const Call& call : kGuards) {
    SCOPED_TRACE(call.name);
    const std::string body = body_of(call, call.context, "block");
    const auto refused = refusing.ask(call.path, body)->read_answer();
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503) << refused->body;
    EXPECT_NE(refused->body.find("the disk is broken"), std::string::npos) << refused->body;
    EXPECT_EQ(refused->body.find("Hi"), std::string::npos);
    const auto given = going_on.ask(call.path, body)->read_answer();
    ASSERT_TRUE(given);
    EXPECT_EQ(given->status, 200) << given->body;
  }
  // Refusals in the form of the API that was asked.
  const auto moderation =
      refusing.ask(kGuards[2].path, body_of(kGuards[2], kGuards[2].context, "block"))
          ->read_answer();
  EXPECT_EQ(moderation->body.find(R"({"error":{)"), 0u) << moderation->body;
}

TEST(DurableAnswers, ALongTextWaitsLikeAShortOne) {
  KeptGateway gateway("strict", "refuse");
  const std::string text(64 * 1024, 'x');
  auto client =
      gateway.ask("/filter/prompt", R"({"context":{"prompt":"block"},"prompt":")" + text + "\"}");
  ASSERT_TRUE(gateway.sink.wait_until_asked(1));
  EXPECT_FALSE(anything_came(*client));
  gateway.sink.release(false);
  EXPECT_EQ(client->read_answer()->status, 200);
}

TEST(DurableAnswers, AClientThatLeavesIsNotWaitedFor) {
  KeptGateway gateway("strict", "refuse");
  auto client = gateway.ask("/filter/prompt", body_of(kGuards[0], kGuards[0].context, "block"));
  ASSERT_TRUE(gateway.sink.wait_until_asked(1));
  client.reset();
  auto chat = gateway.ask(kChat.path, body_of(kChat, kChat.context, "block"));
  ASSERT_TRUE(gateway.sink.wait_until_asked(2));
  chat.reset();
  // The server stops at once, although neither record ever gets to the disk: ~KeptGateway().
}

struct ModelRow {
  const char* durability;
  const char* context;  // of the prompt's or the output's phase
  const char* action;
  bool asks_first;      // the model is asked while the prompt's record is on its way
  bool waits;           // before anything is sent to the caller
  size_t waits_in_all;  // when the first wait is over
  int status;
};
constexpr const char* kPrompt = R"({"prompt":"ACTION"})";
constexpr ModelRow kModelRows[] = {
    {"strict", kPrompt, "none", true, true, 1, 200},
    {"strict", kPrompt, "flag", true, true, 1, 200},
    {"strict", kPrompt, "mask", false, true, 1, 200},
    {"strict", kPrompt, "safe_mode", false, true, 1, 200},
    {"strict", kPrompt, "block", false, true, 1, 400},
    {"strict", kOutput, "block", true, true, 1, 400},
    {"strict", kOutput, "mask", true, true, 1, 200},
    {"strict_all", kPrompt, "none", true, true, 1, 200},
    {"strict_all", kPrompt, "mask", false, true, 2, 200},
    {"relaxed", kPrompt, "none", true, false, 0, 200},
    {"relaxed", kPrompt, "mask", true, false, 0, 200},
    {"relaxed", kPrompt, "block", false, false, 0, 400},
    {"relaxed", kOutput, "block", true, false, 0, 400},
};

// Releases one wait after the other until the answer is there.
void release_all(KeptGateway& gateway, size_t waits) {
  for (size_t i = 1; i <= waits; ++i) {
    ASSERT_TRUE(gateway.sink.wait_until_asked(i));
    gateway.sink.release(false);
  }
}

TEST(DurableAnswers, WholeAnswersOfModels) {
  for (const ModelRow& row : kModelRows) {
    SCOPED_TRACE(std::string(row.durability) + " " + row.context + " " + row.action);
    KeptGateway gateway(row.durability, "refuse");
    auto client = gateway.ask(kChat.path, body_of(kChat, row.context, row.action));
    if (row.waits) {
      ASSERT_TRUE(gateway.sink.wait_until_asked(1));
      EXPECT_FALSE(anything_came(*client));
      EXPECT_EQ(gateway.asked_model() > 0, row.asks_first);
      release_all(gateway, row.waits_in_all);
    }
    const auto answer = client->read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, row.status) << answer->body;
    EXPECT_EQ(gateway.sink.asked(), row.waits_in_all);
  }
}

constexpr ModelRow kStreamRows[] = {
    // The allowed output's record is written before the last piece and not waited for.
    {"strict", kPrompt, "none", true, true, 1, 200},
    {"strict", kPrompt, "safe_mode", false, true, 1, 200},
    {"strict", kOutput, "mask", true, true, 2, 200},
    {"strict_all", kPrompt, "none", true, true, 2, 200},
    {"relaxed", kPrompt, "none", true, false, 0, 200},
    {"relaxed", kOutput, "mask", true, false, 0, 200},
};

TEST(DurableAnswers, StreamsOfModels) {
  for (const ModelRow& row : kStreamRows) {
    SCOPED_TRACE(std::string(row.durability) + " " + row.context + " " + row.action);
    KeptGateway gateway(row.durability, "refuse");
    auto client = gateway.ask(kStream.path, body_of(kStream, row.context, row.action));
    if (row.waits) {
      ASSERT_TRUE(gateway.sink.wait_until_asked(1));
      EXPECT_FALSE(anything_came(*client));
      EXPECT_EQ(gateway.asked_model() > 0, row.asks_first);
      gateway.sink.release(false);
    }
    EXPECT_TRUE(anything_came(*client, 10'000));
    gateway.finish_stream();
    if (row.waits_in_all == 2) {
      ASSERT_TRUE(gateway.sink.wait_until_asked(2));
      gateway.sink.release(false);
    }
    const std::string bytes = read_stream(*client);
    EXPECT_EQ(gateway.sink.asked(), row.waits_in_all);
    EXPECT_NE(bytes.find("[DONE]"), std::string::npos) << bytes;
    EXPECT_EQ(gateway.sink.ids().size(), 2u);
  }
}

TEST(DurableAnswers, ADiskThatFailsAfterThePromptCutsAStream) {
  KeptGateway gateway("strict", "refuse");
  auto client = gateway.ask(kStream.path, body_of(kStream, kOutput, "mask"));
  ASSERT_TRUE(gateway.sink.wait_until_asked(1));
  gateway.sink.release(false);
  EXPECT_TRUE(anything_came(*client, 10'000));
  gateway.finish_stream();
  ASSERT_TRUE(gateway.sink.wait_until_asked(2));
  gateway.sink.break_disk();
  const std::string bytes = read_stream(*client);
  EXPECT_EQ(bytes.find("[DONE]"), std::string::npos) << bytes;
  EXPECT_EQ(bytes.find("\r\n0\r\n\r\n"), std::string::npos) << "the end of a whole answer";
}

TEST(DurableAnswers, ModelsAnswersAreRefusedOrGoOn) {
  const struct {
    const char* context;
    const char* action;
    int given;
    bool asks_model;
  } rows[] = {{kPrompt, "none", 200, true},
              {kPrompt, "mask", 200, false},
              {kPrompt, "block", 400, false},
              {kOutput, "block", 400, true}};
  for (const auto& row : rows) {
    for (const Call& call : {kChat, kStream}) {
      if (call.name == kStream.name && row.given == 400) continue;
      SCOPED_TRACE(std::string(call.name) + row.context + " " + row.action);
      KeptGateway refusing("strict", "refuse");
      refusing.sink.break_disk();
      const auto refused =
          refusing.ask(call.path, body_of(call, row.context, row.action))->read_answer();
      ASSERT_TRUE(refused);
      EXPECT_EQ(refused->status, 503);
      EXPECT_NE(refused->body.find("audit_unavailable"), std::string::npos) << refused->body;
      EXPECT_EQ(refusing.asked_model() > 0, row.asks_model);
      KeptGateway going_on("strict", "continue");
      going_on.sink.break_disk();
      const auto given =
          going_on.ask(call.path, body_of(call, row.context, row.action))->read_answer();
      ASSERT_TRUE(given);
      EXPECT_EQ(given->status, row.given) << given->body;
    }
  }
}

TEST(DurableAnswers, WhatCannotBeWrittenIsRefusedBeforeTheModelIsAsked) {
  KeptGateway gateway("relaxed", "refuse");
  gateway.sink.refuse();
  for (const Call& call : {kChat, kStream, kGuards[0]}) {
    const auto answer = gateway.ask(call.path, body_of(call, call.context, "none"))->read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503) << call.name;
  }
  EXPECT_EQ(gateway.asked_model(), 0);
}

}  // namespace
}  // namespace gs::gateway
