// The detectors of outputs on 2 KB of text, against their targets: system prompt leak 15
// microseconds with a system text of 2 KB, which takes at most 100 to learn; canaries 4; refusal 3;
// language 5 for 200 characters and 30 for 2 KB.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "detect/output/canaries.h"
#include "detect/output/language.h"
#include "detect/output/refusal.h"
#include "detect/output/system_prompt_leak.h"

namespace gs::detect {
namespace {

// `size` bytes of sentences; another `seed` gives another order of the same words.
std::string prose(size_t size, size_t seed) {
  static const char* const kWords[] = {"the",    "river",  "opens",  "after",  "a",     "long",
                                       "winter", "and",    "boats",  "return", "to",    "their",
                                       "places", "while",  "people", "in",     "town",  "prepare",
                                       "small",  "market", "with",   "bread",  "honey", "cheese"};
  std::string text;
  while (text.size() < size) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    text += kWords[(seed >> 33) % std::size(kWords)];
    text += (seed >> 60) == 0 ? ". " : " ";
  }
  text.resize(size);
  return text;
}

void look(const Detector& detector, const Scope& scope, const std::string& output) {
  std::vector<Finding> findings;
  const auto scan = detector.start(scope);
  scan->begin_segment(text::Role::kAssistant);
  scan->feed(output, findings);
  scan->end_segment(findings);
  text::Signals signals(text::kBuiltinSignalCount);
  SignalBoard board(signals);
  scan->report(board);
  benchmark::DoNotOptimize(signals);
}

void learn_system_text(benchmark::State& state) {
  const SystemPromptLeak detector;
  const std::string system = prose(static_cast<size_t>(state.range(0)), 1);
  const std::vector<std::string_view> texts{system};
  Scope scope;
  scope.system_texts = texts;
  for (auto _ : state) benchmark::DoNotOptimize(detector.start(scope));
}
BENCHMARK(learn_system_text)->Arg(2048)->Arg(1024 * 1024)->Unit(benchmark::kMicrosecond);

// Without what learning takes.
void leak(benchmark::State& state) {
  const SystemPromptLeak detector;
  const std::string system = prose(2048, 1);
  const std::string output = prose(2048, 2);
  const std::vector<std::string_view> texts{system};
  Scope scope;
  scope.system_texts = texts;
  const auto scan = detector.start(scope);
  std::vector<Finding> findings;
  for (auto _ : state) {
    findings.clear();
    scan->begin_segment(text::Role::kAssistant);
    scan->feed(output, findings);
    scan->end_segment(findings);
  }
}
BENCHMARK(leak)->Unit(benchmark::kMicrosecond);

void canaries(benchmark::State& state) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 20; ++i) tokens.push_back("canary-" + std::to_string(1000 + i * 37));
  const auto detector = *Canaries::create(tokens);
  const std::string output = prose(2048, 2);
  for (auto _ : state) look(*detector, {}, output);
}
BENCHMARK(canaries)->Unit(benchmark::kMicrosecond);

void refusal(benchmark::State& state) {
  const Refusal detector;
  const std::string output = prose(2048, 2);
  for (auto _ : state) look(detector, {}, output);
}
BENCHMARK(refusal)->Unit(benchmark::kMicrosecond);

void language(benchmark::State& state) {
  const Language detector;
  const std::string output = prose(static_cast<size_t>(state.range(0)), 2);
  for (auto _ : state) look(detector, {}, output);
}
BENCHMARK(language)->Arg(200)->Arg(2048)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace gs::detect

BENCHMARK_MAIN();
