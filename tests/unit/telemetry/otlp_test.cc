#include "telemetry/otlp.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <limits>
#include <vector>

#include "base/json.h"

namespace gs::telemetry {
namespace {

using boost::json::object;
using boost::json::value;

const TraceResource kResource{"governed-speed-gateway", "1.2.3", "instance-1"};

void count_up(std::span<uint8_t> out) {
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>(i + 1);
}

SpanSet one_of_everything() {
  const WallTime at{std::chrono::nanoseconds(1'772'366'400'123'456'789)};
  SpanSet spans(
      parse_trace_context("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1"),
      count_up);
  const size_t chat = spans.start("chat \"llama\"", SpanKind::kClient, at);
  const std::vector<std::string> reasons = {"stop", "length"};
  spans[chat]
      .set(attribute::kGenAiRequestModel, "llama")
      .set(attribute::kGenAiRequestMaxTokens, int64_t{9'007'199'254'740'993})
      .set(attribute::kGenAiRequestTemperature, 0.5)
      .set(attribute::kGenAiRequestTopP, std::numeric_limits<double>::infinity())
      .set(attribute::kGenAiRequestStream, true)
      .set(attribute::kGenAiResponseFinishReasons, reasons)
      .happened("first chunk", at + std::chrono::milliseconds(1))
      .fail("503", "upstream gave up");
  spans[chat].end = at + std::chrono::seconds(1);
  return spans;
}

TEST(Otlp, IsTheJsonThatCollectorsRead) {
  const std::vector<SpanSet> sets = {one_of_everything()};
  const value expected = boost::json::parse(R"({"resourceSpans":[{
    "resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"governed-speed-gateway"}},
      {"key":"service.version","value":{"stringValue":"1.2.3"}},
      {"key":"service.instance.id","value":{"stringValue":"instance-1"}}]},
    "scopeSpans":[{"scope":{"name":"governed-speed","version":"1.2.3"},"spans":[{
      "traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"0102030405060708",
      "parentSpanId":"00f067aa0ba902b7","traceState":"a=1","name":"chat \"llama\"","kind":3,
      "startTimeUnixNano":"1772366400123456789","endTimeUnixNano":"1772366401123456789",
      "attributes":[
        {"key":"gen_ai.request.model","value":{"stringValue":"llama"}},
        {"key":"gen_ai.request.max_tokens","value":{"intValue":"9007199254740993"}},
        {"key":"gen_ai.request.temperature","value":{"doubleValue":0.5}},
        {"key":"gen_ai.request.top_p","value":{"doubleValue":"Infinity"}},
        {"key":"gen_ai.request.stream","value":{"boolValue":true}},
        {"key":"gen_ai.response.finish_reasons","value":{"arrayValue":{"values":[
          {"stringValue":"stop"},{"stringValue":"length"}]}}},
        {"key":"error.type","value":{"stringValue":"503"}}],
      "events":[{"timeUnixNano":"1772366400124456789","name":"first chunk"}],
      "status":{"code":2,"message":"upstream gave up"}}]}]}]})");
  const auto tree = parse_json(encode_traces(kResource, sets));
  ASSERT_TRUE(tree) << tree.error().to_string();
  EXPECT_EQ(*tree, expected) << boost::json::serialize(*tree);
}

TEST(Otlp, ASpanThatHasNotEndedHasNoLength) {
  SpanSet spans(std::nullopt, count_up);
  spans.start("root", SpanKind::kServer, WallTime(std::chrono::nanoseconds(77)));
  const std::vector<SpanSet> sets = {spans};
  const std::string text = encode_traces(kResource, sets);
  EXPECT_NE(text.find("\"endTimeUnixNano\":\"77\""), std::string::npos) << text;
  EXPECT_EQ(text.find("parentSpanId"), std::string::npos);
  EXPECT_EQ(text.find("status"), std::string::npos);
}

TEST(Otlp, BytesThatAreNotTextStayJson) {
  SpanSet spans(std::nullopt, count_up);
  spans.start("a\xff\n\"", SpanKind::kServer, {});
  const std::vector<SpanSet> sets = {spans};
  EXPECT_TRUE(parse_json(encode_traces(kResource, sets)));
  EXPECT_TRUE(parse_json(encode_traces(kResource, {})));
}

TEST(Otlp, RejectedSpans) {
  struct Row {
    const char* body;
    uint64_t rejected;
  };
  for (const Row& row :
       {Row{R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}})", 3},
        Row{R"({"partialSuccess":{"rejectedSpans":4}})", 4}, Row{R"({"partialSuccess":{}})", 0},
        Row{R"({"partialSuccess":{"rejectedSpans":-4}})", 0},
        Row{R"({"partialSuccess":{"rejectedSpans":"x"}})", 0}, Row{R"({"partialSuccess":1})", 0},
        Row{"{}", 0}, Row{"", 0}, Row{"[]", 0}, Row{"<html>", 0}}) {
    EXPECT_EQ(rejected_spans(row.body), row.rejected) << row.body;
  }
}

}  // namespace
}  // namespace gs::telemetry
