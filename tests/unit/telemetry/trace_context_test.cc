#include "telemetry/trace_context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <thread>

#include "base/digest.h"

namespace gs::telemetry {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kSpan = "00f067aa0ba902b7";
const std::string kParent = "00-" + kTrace + "-" + kSpan + "-01";

TEST(TraceContext, ReadsTheExampleOfTheStandard) {
  const auto context = parse_trace_context(kParent, "congo=t61rcWkgMzE");
  ASSERT_TRUE(context);
  EXPECT_EQ(to_hex(context->trace_id), kTrace);
  EXPECT_EQ(to_hex(context->span_id), kSpan);
  EXPECT_TRUE(context->sampled);
  EXPECT_EQ(context->trace_state, "congo=t61rcWkgMzE");
  EXPECT_EQ(format_traceparent(context->trace_id, context->span_id, true), kParent);
}

TEST(TraceContext, OnlyTheLowestFlagMeansSampled) {
  const std::string start = "00-" + kTrace + "-" + kSpan + "-";
  EXPECT_FALSE(parse_trace_context(start + "00", "")->sampled);
  EXPECT_FALSE(parse_trace_context(start + "fe", "")->sampled);
  EXPECT_TRUE(parse_trace_context(start + "03", "")->sampled);
  const auto context = parse_trace_context(start + "03", "");
  EXPECT_EQ(format_traceparent(context->trace_id, context->span_id, false), start + "00");
}

TEST(TraceContext, LaterVersionsAreReadAsFarAsTheyAreKnown) {
  const std::string rest = "-" + kTrace + "-" + kSpan + "-01";
  for (const std::string& text : {"01" + rest, "cc" + rest + "-what-the-future", "fe" + rest}) {
    EXPECT_TRUE(parse_trace_context(text, "")) << text;
  }
}

TEST(TraceContext, MalformedIsAsGoodAsNone) {
  const std::string rest = "-" + kTrace + "-" + kSpan + "-01";
  for (const std::string& text : {
           std::string(),
           "ff" + rest,
           "0" + rest,
           "0g" + rest,
           kParent + "-00",  // version 00 ends here
           kParent + ".",
           "cc" + rest + ".what",
           " " + kParent,
           kParent.substr(0, 54),
           "00-" + std::string(32, '0') + "-" + kSpan + "-01",
           "00-" + kTrace + "-" + std::string(16, '0') + "-01",
           "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + kSpan + "-01",
           "00-" + kTrace + "_" + kSpan + "-01",
           "00-" + kTrace + "-" + kSpan + "-0x",
           std::string(10'000, '0'),
       }) {
    EXPECT_FALSE(parse_trace_context(text, "a=b")) << text;
  }
}

// Whatever one byte of a traceparent becomes, the outcome is a context or none.
TEST(TraceContext, AnyByteAnywhere) {
  for (size_t at = 0; at < kParent.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = kParent;
      text[at] = static_cast<char>(byte);
      const auto context = parse_trace_context(text, "");
      const bool hex = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
      const bool dash = at == 2 || at == 35 || at == 52;
      EXPECT_TRUE(!context || (dash ? byte == '-' : hex)) << text;
    }
  }
}

struct StateRow {
  std::string given;
  std::string kept;
};

TEST(TraceState, KeepsWhatIsWellFormed) {
  for (const StateRow& row : {
           StateRow{"", ""},
           StateRow{"a=1", "a=1"},
           StateRow{"a=1, b=2\t,\t c=x y", "a=1,b=2,c=x y"},
           StateRow{"a=1,,b=2,", "a=1,b=2"},
           StateRow{"fw529a3039@dt=FfAAAA,1a-_*/z=!", "fw529a3039@dt=FfAAAA,1a-_*/z=!"},
           StateRow{"a=1,a=2", ""},
           StateRow{"A=1", ""},
           StateRow{"a", ""},
           StateRow{"a=", ""},
           StateRow{"=1", ""},
           StateRow{"a=1=2", ""},
           StateRow{"a b=1", ""},
           StateRow{"a@b@c=1", ""},
           StateRow{"@a=1", ""},
           StateRow{"a=\x7f", ""},
           StateRow{"a=\r\nx: y", ""},
           StateRow{"a=\xc3\xa4", ""},
           StateRow{"a=" + std::string(257, 'x'), ""},
           StateRow{std::string(257, 'x') + "=1", ""},
       }) {
    EXPECT_EQ(clean_trace_state(row.given), row.kept) << row.given;
  }
}

TEST(TraceState, IsBounded) {
  std::string many;
  for (int i = 0; i < 33; ++i) many += "k" + std::to_string(i) + "=v,";
  EXPECT_EQ(clean_trace_state(many), "");
  EXPECT_NE(clean_trace_state(many.substr(0, many.find("k32"))), "");

  const std::string first = "a=" + std::string(250, 'x');
  const std::string second = "b=" + std::string(250, 'y');
  EXPECT_EQ(clean_trace_state(first + "," + second + ",c=" + std::string(200, 'z')),
            first + "," + second);
  EXPECT_LE(clean_trace_state(std::string(1'000'000, ',')).size(), kMaxTraceState);
}

TEST(TraceIds, AreNeverAllZero) {
  static int calls = 0;
  const RandomSource zeros_first = [](std::span<uint8_t> out) {
    std::fill(out.begin(), out.end(), static_cast<uint8_t>(calls++ < 2 ? 0 : 7));
  };
  EXPECT_EQ(to_hex(new_trace_id(zeros_first)), "07070707070707070707070707070707");
  calls = 0;
  EXPECT_EQ(to_hex(new_span_id(zeros_first)), "0707070707070707");
}

TEST(TraceIds, DifferOverManyAndOverThreads) {
  auto make = [](std::set<TraceId>& ids) {
    for (int i = 0; i < 2'000; ++i) ids.insert(new_trace_id(random_bytes));
  };
  std::set<TraceId> here;
  std::set<TraceId> there;
  std::thread other([&] { make(there); });
  make(here);
  other.join();
  here.merge(there);
  EXPECT_EQ(here.size(), 4'000U);
}

}  // namespace
}  // namespace gs::telemetry
