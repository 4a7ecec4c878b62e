#include "telemetry/sampler.h"

#include <gtest/gtest.h>

#include <limits>

namespace gs::telemetry {
namespace {

constexpr RandomSource kRandom = random_bytes;

TraceId id_ending_in(uint64_t number) {
  TraceId id{};
  id.fill(0xFF);
  for (size_t i = 0; i < 8; ++i) id[15 - i] = static_cast<uint8_t>(number >> (8 * i));
  return id;
}

// The bound as OpenTelemetry sets it: the low eight bytes, halved, below ratio * 2^63.
TEST(Sampler, TheTraceIdDecides) {
  const Sampler half(0.5);
  EXPECT_TRUE(half.in_ratio(id_ending_in(0)));
  EXPECT_TRUE(half.in_ratio(id_ending_in((uint64_t{1} << 63) - 1)));
  EXPECT_FALSE(half.in_ratio(id_ending_in(uint64_t{1} << 63)));
  EXPECT_FALSE(half.in_ratio(id_ending_in(UINT64_MAX)));
}

TEST(Sampler, EndsOfTheScale) {
  struct Row {
    double ratio;
    bool lowest, highest;
  };
  for (const Row& row :
       {Row{0, false, false}, Row{-1, false, false}, Row{1, true, true}, Row{2, true, true},
        Row{1e-9, true, false}, Row{std::numeric_limits<double>::quiet_NaN(), false, false}}) {
    EXPECT_EQ(Sampler(row.ratio).in_ratio(id_ending_in(0)), row.lowest) << row.ratio;
    EXPECT_EQ(Sampler(row.ratio).in_ratio(id_ending_in(UINT64_MAX)), row.highest) << row.ratio;
  }
}

TEST(Sampler, KeepsAboutItsShare) {
  const Sampler sampler;
  int kept = 0;
  for (int i = 0; i < 20'000; ++i) kept += sampler.in_ratio(new_trace_id(kRandom)) ? 1 : 0;
  EXPECT_NEAR(kept, 2'000, 300);  // seven standard deviations
}

TEST(Sampler, KeepsWhatTheCallerKeepsAndWhatIsNotable) {
  const Sampler none(0);
  const char kStart[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0";
  const SpanSet sampled(parse_trace_context(std::string(kStart) + "1", ""), kRandom);
  const SpanSet unsampled(parse_trace_context(std::string(kStart) + "0", ""), kRandom);
  EXPECT_TRUE(none.keeps(sampled, false));
  EXPECT_FALSE(none.keeps(unsampled, false));
  EXPECT_TRUE(none.keeps(unsampled, true));
  EXPECT_FALSE(none.samples(unsampled));
}

}  // namespace
}  // namespace gs::telemetry
