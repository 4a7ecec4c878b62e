// The cost of judging a text for injection and hidden text, against the targets of
// docs/decisions/0017-phrases-in-blocks.md: 200 characters in 6 microseconds, 2 KB in 40, 20 KB in
// 400, the phrases compiled in 120 ms.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>

#include "detect/injection/injection.h"
#include "detect/learned/models_folder.h"

namespace gs::detect {
namespace {

// Ordinary English of the given length, without an attack in it.
std::string letter_of(size_t bytes) {
  constexpr std::string_view kParagraph =
      "Thank you for the update on the garden project. The roses along the south wall were planted "
      "on Tuesday, and the gardener asks for two more bags of soil before the weekend. Please tell "
      "the supplier that the bill of 240 euros has been paid; a copy is in the folder. If it rains "
      "on Friday we move the meeting to the library at half past four.\n\n";
  std::string text;
  while (text.size() < bytes) text += kParagraph;
  text.resize(bytes);
  return text;
}

void judge_prompt_with(benchmark::State& state, std::shared_ptr<const InjectionModel> model) {
  const auto detector = Injection::create(Injection::usual_roles(), std::move(model));
  const std::string text = letter_of(static_cast<size_t>(state.range(0)));
  std::vector<Finding> findings;
  for (auto _ : state) {
    findings.clear();
    const auto scan = (*detector)->start({});
    scan->begin_segment(text::Role::kUser);
    scan->feed(text, findings);
    scan->end_segment(findings);
    benchmark::DoNotOptimize(findings.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(text.size()) * state.iterations());
}

void judge_prompt(benchmark::State& state) {
  judge_prompt_with(state, *InjectionModel::open(*models_folder("")));
}
BENCHMARK(judge_prompt)->Arg(200)->Arg(2000)->Arg(20000)->Unit(benchmark::kMicrosecond);

// By phrases and structure alone.
void judge_prompt_without_model(benchmark::State& state) {
  judge_prompt_with(state, nullptr);
}
BENCHMARK(judge_prompt_without_model)
    ->Arg(200)
    ->Arg(2000)
    ->Arg(20000)
    ->Unit(benchmark::kMicrosecond);

void start_a_scan(benchmark::State& state) {
  const auto detector = Injection::create();
  for (auto _ : state) benchmark::DoNotOptimize((*detector)->start({}));
}
BENCHMARK(start_a_scan)->Unit(benchmark::kNanosecond);

void compile_the_phrases(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Injection::create());
}
BENCHMARK(compile_the_phrases)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gs::detect

BENCHMARK_MAIN();
