// The detector of personal data and secrets: time for each byte of texts of several kinds, what a
// scan costs before its first byte, and what building the detector takes.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "detect/entities/entities.h"

namespace {

using gs::detect::Entities;

const Entities& entities() {
  static const std::shared_ptr<const Entities> detector = *Entities::create();
  return *detector;
}

const Entities& entities_with_names() {
  static const std::shared_ptr<const Entities> detector =
      *Entities::create({}, gs::detect::Automaton::kUsualLongest,
                        *gs::detect::NameModel::open(GS_BENCH "/../data/models/names.gsm"));
  return *detector;
}

std::string repeated(std::string_view unit, size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  text.resize(bytes);
  return text;
}

void scan_with(benchmark::State& state, const Entities& detector, std::string_view unit) {
  const std::string text = repeated(unit, static_cast<size_t>(state.range(0)));
  std::vector<gs::detect::Finding> findings;
  for (auto _ : state) {
    findings.clear();
    auto look = detector.start({});
    look->feed(text, findings);
    look->end_segment(findings);
    benchmark::DoNotOptimize(findings.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * state.range(0));
}

void scan(benchmark::State& state, std::string_view unit) {
  scan_with(state, entities(), unit);
}

void scan_names(benchmark::State& state, std::string_view unit) {
  scan_with(state, entities_with_names(), unit);
}

constexpr std::string_view kProse =
    "Our team met on Tuesday to talk about the next release, and most of us agreed that the new "
    "way of working is easier for everybody. Please read the notes before you answer. ";
constexpr std::string_view kCode =
    "for (size_t i = 0; i < rows.size(); ++i) {\n  total += rows[i].price * rows[i].count;\n"
    "  if (total > kLimit) return fail(ErrorCode::kTooLarge, \"row \" + std::to_string(i));\n}\n";
constexpr std::string_view kNumbers =
    "2024-05-17 12:30:45 order 4711-0815 qty 3 price 1299.00 ref 93847561 tel 0171 1234567 ; ";
constexpr std::string_view kFindings =
    "anna.k@example.org, card 4111 1111 1111 1111, call +49 170 1234567 or 203.0.113.7; ";

BENCHMARK_CAPTURE(scan, prose, kProse)->Arg(0)->Arg(200)->Arg(2'000)->Arg(20'000);
constexpr std::string_view kNames =
    "Maria Gonzalez of Berlin met Dr. Thomas Becker, who works for ACME Travel Inc. in New York, "
    "on 3 May 2019 and asked him to write to 12 Main Street, Springfield, IL 62701 before Monday. ";

BENCHMARK_CAPTURE(scan_names, prose, kProse)->Arg(200)->Arg(2'000)->Arg(20'000);
BENCHMARK_CAPTURE(scan_names, names, kNames)->Arg(200)->Arg(2'000)->Arg(20'000);
BENCHMARK_CAPTURE(scan_names, code, kCode)->Arg(2'000);
BENCHMARK_CAPTURE(scan_names, letters, std::string_view("A b "))->Arg(200'000);
BENCHMARK_CAPTURE(scan, code, kCode)->Arg(2'000);
BENCHMARK_CAPTURE(scan, numbers, kNumbers)->Arg(2'000);
BENCHMARK_CAPTURE(scan, findings, kFindings)->Arg(2'000);
BENCHMARK_CAPTURE(scan, urls, std::string_view("http://"))->Arg(200'000);
BENCHMARK_CAPTURE(scan, digits, std::string_view("1 "))->Arg(200'000);
BENCHMARK_CAPTURE(scan, stars, std::string_view("*"))->Arg(200'000);

void create(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Entities::create());
  state.counters["states"] = static_cast<double>(entities().states());
  state.counters["bytes"] = static_cast<double>(entities().bytes());
}
BENCHMARK(create)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
