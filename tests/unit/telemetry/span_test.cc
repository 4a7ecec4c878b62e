#include "telemetry/span.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "base/digest.h"

namespace gs::telemetry {
namespace {

constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr RandomSource kRandom = random_bytes;
const WallTime kNow{std::chrono::seconds(1'772'366'400)};

TEST(SpanSet, GoesOnWithTheCallersTrace) {
  SpanSet spans(parse_trace_context(kParent, "a=1"), kRandom);
  const size_t root = spans.start("POST /v1/chat/completions", SpanKind::kServer, kNow);
  const size_t chat = spans.start("chat llama", SpanKind::kClient, kNow, root);
  EXPECT_EQ(spans.trace_id_hex(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_TRUE(spans.caller_sampled());
  EXPECT_EQ(spans.trace_state(), "a=1");
  EXPECT_EQ(to_hex(spans[root].parent), "00f067aa0ba902b7");
  EXPECT_EQ(spans[chat].parent, spans[root].id);
  EXPECT_NE(spans[chat].id, spans[root].id);
  EXPECT_EQ(spans.traceparent(chat, true),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-" + to_hex(spans[chat].id) + "-01");
}

TEST(SpanSet, BeginsATraceWhereThereIsNone) {
  SpanSet spans(std::nullopt, kRandom);
  SpanSet others(std::nullopt, kRandom);
  EXPECT_NE(spans.trace_id(), TraceId{});
  EXPECT_NE(spans.trace_id(), others.trace_id());
  EXPECT_FALSE(spans.caller_sampled());
  EXPECT_EQ(spans[spans.start("root", SpanKind::kServer, kNow)].parent, SpanId{});
}

TEST(SpanSet, IsBounded) {
  SpanSet spans(std::nullopt, kRandom);
  size_t last = 0;
  for (int i = 0; i < 100; ++i) last = spans.start("s", SpanKind::kInternal, kNow, 0);
  EXPECT_EQ(spans.spans().size(), SpanSet::kMaxSpans);
  EXPECT_EQ(last, SpanSet::kMaxSpans - 1);
}

TEST(Span, AttributesKeepTheirTypes) {
  Span span;
  const std::vector<std::string> reasons = {"stop", "length"};
  span.set(attribute::kGenAiRequestModel, "llama")
      .set(attribute::kGenAiRequestMaxTokens, 100)
      .set(attribute::kGenAiRequestTemperature, 0.5)
      .set(attribute::kGenAiRequestStream, true)
      .set(attribute::kGenAiResponseFinishReasons, reasons);
  ASSERT_EQ(span.attributes.size(), 5U);
  EXPECT_EQ(span.attributes[0].name, "gen_ai.request.model");
  EXPECT_EQ(std::get<std::string>(span.attributes[0].value), "llama");
  EXPECT_EQ(std::get<int64_t>(span.attributes[1].value), 100);
  EXPECT_EQ(std::get<double>(span.attributes[2].value), 0.5);
  EXPECT_TRUE(std::get<bool>(span.attributes[3].value));
  EXPECT_EQ(std::get<std::vector<std::string>>(span.attributes[4].value), reasons);
}

TEST(Span, ALaterValueReplacesTheEarlier) {
  Span span;
  span.set(attribute::kGovernanceAction, "allow").set(attribute::kGovernanceAction, "block");
  ASSERT_EQ(span.attributes.size(), 1U);
  EXPECT_EQ(std::get<std::string>(span.attributes[0].value), "block");
}

TEST(Span, FailureNamesItsType) {
  Span span;
  span.fail("timeout", "no first byte within 30 s");
  EXPECT_EQ(span.status, SpanStatus::kError);
  EXPECT_EQ(span.status_message, "no first byte within 30 s");
  EXPECT_EQ(span.attributes.at(0).name, "error.type");
}

TEST(Span, WhatCallersWriteIsBounded) {
  Span span;
  span.set(attribute::kGenAiRequestModel, std::string(100'000, 'm'));
  EXPECT_EQ(std::get<std::string>(span.attributes[0].value).size(), Span::kMaxText);
  // 255 bytes and then one code point of two: it does not fit whole, so it is left out.
  span.set(attribute::kGenAiRequestModel, std::string(255, 'm') + "\xc3\xa4");
  EXPECT_EQ(std::get<std::string>(span.attributes[0].value), std::string(255, 'm'));
  const std::vector<std::string> many(1000, "stop");
  span.set(attribute::kGenAiResponseFinishReasons, many);
  EXPECT_EQ(std::get<std::vector<std::string>>(span.attributes[1].value).size(), Span::kMaxListed);
  for (int i = 0; i < 100; ++i) span.happened("retry", kNow);
  EXPECT_EQ(span.events.size(), Span::kMaxEvents);
}

}  // namespace
}  // namespace gs::telemetry
