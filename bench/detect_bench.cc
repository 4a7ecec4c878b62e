// The cost of detection, against the targets: every first-tier detector forced on in at most
// 20 microseconds for 200 characters, 120 for 2 KB, 1.2 ms for 20 KB; all detectors built in time
// for a start within 300 ms.
//
//   all/<phase>/<text>/<bytes>       every detector of the phase, whatever a policy reads, without
//   names all_names/<phase>/<text>/<bytes> the same, and the tagger of names: 60 microseconds, 500,
//   5 ms one/<detector>/<text>/<bytes>    one detector alone, in a phase that it has signals in
//   guard/<characters>               one event of a streamed output of 4,000 characters, masked and
//                                    blocked by rules, cut into events of so many characters
//   construct                        building what all policies share
//
// The texts are bench/detect_texts, repeated or cut to the size. `bytes_per_second` is of text.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "allocations.h"
#include "base/clock.h"
#include "base/files.h"
#include "filter/detectors.h"
#include "filter/stream_guard.h"
#include "measure/every_detector.h"
#include "policy/program.h"

namespace gs::bench {
namespace {

constexpr size_t kSizes[] = {200, 2000, 20000};

// Everything that runs, built once.
struct Detecting {
  SystemClock clock;
  std::shared_ptr<const policy::CompiledPolicy> policy;
  detect::Detectors shared;
  detect::Detectors all;
  detect::Detectors all_names;
};

Result<Detecting> build() {
  Detecting built;
  built.policy = policy::CompiledPolicy::baseline_only({});
  GS_TRY(built.shared, filter::shared_detectors({}));
  GS_TRY(built.all, filter::detectors_for(*built.policy, built.shared));
  GS_TRY(const detect::Detectors with_names, filter::shared_detectors({.names = true}));
  GS_TRY(built.all_names, filter::detectors_for(*built.policy, with_names));
  return built;
}

// Name -> text, of every file in the folder.
Result<std::map<std::string, std::string>> read_texts() {
  PosixFiles files;
  const std::string folder = std::string(GS_BENCH) + "/detect_texts";
  std::map<std::string, std::string> texts;
  GS_TRY(const std::vector<std::string> names, files.list(folder));
  for (const std::string& name : names) {
    GS_TRY(texts[std::filesystem::path(name).stem()], files.read(folder + "/" + name));
  }
  return texts;
}

// Over and over, cut before the code point that would pass `size` bytes.
std::string fill(const std::string& text, size_t size) {
  std::string filled;
  while (filled.size() <= size) filled += text;
  while ((static_cast<unsigned char>(filled[size]) & 0xC0) == 0x80) --size;
  filled.resize(size);
  return filled;
}

double peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void detect_text(benchmark::State& state, const Detecting& detecting,
                 const detect::Detectors& detectors, text::Phase phase, const std::string& text) {
  const measure::EveryDetector every(detectors, detecting.policy->signals(), phase,
                                     detecting.clock);
  const text::Role role =
      phase == text::Phase::kPrompt ? text::Role::kUser : text::Role::kAssistant;
  const text::Segment segment{role, "text", text};
  every.run(segment);  // builds the tables that are built on first use
  const size_t before = allocations();
  for (auto _ : state) {
    const detect::Detection found = every.run(segment);
    benchmark::DoNotOptimize(found.signals.data());
  }
  state.counters["allocations"] = allocations_since(before);
  state.SetBytesProcessed(static_cast<int64_t>(text.size()) * state.iterations());
}

// The rules that a stream is guarded by: masks and blocks, all judged on beginnings.
constexpr const char* kStreamPolicy =
    "policy_as_code:\n  rules:\n"
    "    - {id: m, when: output.contains_pii, action: mask}\n"
    "    - {id: s, when: output.contains_secret or output.contains_canary, action: block}\n";

void guard_stream(benchmark::State& state, std::shared_ptr<const filter::Inspector> inspector,
                  const std::string& text) {
  const auto event = static_cast<size_t>(state.range(0));
  filter::InspectionRequest request;
  request.phase = text::Phase::kOutput;
  size_t held = 0;
  for (auto _ : state) {
    filter::Placeholders placeholders;
    filter::StreamGuard guard(inspector, request, {placeholders, "key"});
    size_t out = 0;
    for (size_t at = 0; at < text.size(); at += event) {
      out += guard.feed(std::string_view(text).substr(at, event)).size();
    }
    out += guard.finish().size();
    held = guard.holdback().most_bytes;
    benchmark::DoNotOptimize(out);
  }
  const double events = static_cast<double>((text.size() + event - 1) / event);
  state.counters["us_an_event"] =
      benchmark::Counter(events * static_cast<double>(state.iterations()) / 1e6,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["most_held"] = static_cast<double>(held);
}

void construct(benchmark::State& state) {
  for (auto _ : state) {
    auto detectors = filter::shared_detectors({.names = true});
    benchmark::DoNotOptimize(detectors);
  }
  state.counters["peak_mib"] = peak_mebibytes();
}

// A phase that the detector raises a signal in, or nothing: it reads no text.
std::optional<text::Phase> phase_of(const detect::Detector& detector) {
  if (detector.reads() == detect::Reads::kNothing) return std::nullopt;
  const auto signals = detector.signals();
  const bool in_prompt = std::any_of(signals.begin(), signals.end(), [](text::SignalNumber number) {
    return number < text::kBuiltinSignalCount && text::builtin_signals()[number].in_prompt;
  });
  return in_prompt ? text::Phase::kPrompt : text::Phase::kOutput;
}

void add_benchmarks(const Detecting& detecting, const std::string& name, const std::string& text) {
  const auto add = [&](const std::string& what, const detect::Detectors& detectors,
                       text::Phase phase) {
    const auto run = [&detecting, detectors, phase, text](benchmark::State& state) {
      detect_text(state, detecting, detectors, phase, text);
    };
    benchmark::RegisterBenchmark((what + "/" + name).c_str(), run)->Unit(benchmark::kMicrosecond);
  };
  add("all/prompt", detecting.all, text::Phase::kPrompt);
  add("all/output", detecting.all, text::Phase::kOutput);
  add("all_names/prompt", detecting.all_names, text::Phase::kPrompt);
  for (const auto& detector : detecting.all) {
    const auto phase = phase_of(*detector);
    if (phase) add("one/" + std::string(detector->name()), {detector}, *phase);
  }
}

int run(int argc, char** argv) {
  const auto detecting = build();
  const auto texts = read_texts();
  if (!detecting || !texts) {
    const Error& error = detecting ? texts.error() : detecting.error();
    std::fprintf(stderr, "error: %s\n", error.to_string().c_str());
    return 2;
  }
  benchmark::RegisterBenchmark("construct", construct)->Unit(benchmark::kMillisecond);
  for (const auto& [name, text] : *texts) {
    for (size_t size : kSizes) {
      add_benchmarks(*detecting, name + "/" + std::to_string(size), fill(text, size));
    }
  }
  auto policy = policy::CompiledPolicy::compile(kStreamPolicy, {});
  const auto inspector = filter::Inspector::create(policy.policy, detecting->shared,
                                                   detecting->clock, {std::chrono::seconds(10)});
  const std::string streamed = fill(texts->at("english"), 4000);
  const auto guard = [&](benchmark::State& state) { guard_stream(state, *inspector, streamed); };
  benchmark::RegisterBenchmark("guard", guard)->Arg(4)->Arg(20)->Unit(benchmark::kMicrosecond);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace gs::bench

int main(int argc, char** argv) {
  return gs::bench::run(argc, argv);
}
