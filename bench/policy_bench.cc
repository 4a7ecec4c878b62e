// The cost of a decision and of loading a policy, against the targets of docs/reference/policy.md:
// 1,000 scalar rules in at most 20 microseconds, load and compile of 1,000 rules in at most 50 ms,
// no allocation per decision.
#include <benchmark/benchmark.h>

#include <string>

#include "allocations.h"
#include "policy/decide.h"
#include "policy/program.h"

namespace gs::policy {
namespace {

// Rules of the kinds that policies have, none of which matches a neutral prompt.
std::string policy_of(int rules) {
  static const char* const kConditions[] = {
      "prompt.jailbreak_score > 0.8", "prompt.contains_pii == true and lawful_basis == false",
      "prompt.harm_score > 0.5 or prompt.obfuscation_score > 0.9", "prompt.contains_secret",
      "prompt.length > 100000"};
  std::string text = "policy_as_code:\n  baseline: off\n  rules:\n";
  for (int i = 0; i < rules; ++i) {
    text += "    - id: rule_" + std::to_string(i) + "\n      when: " + kConditions[i % 5] +
            "\n      action: block\n      owner: security_officer\n      reason: reason " +
            std::to_string(i) + "\n";
  }
  return text;
}

void decide_prompt(benchmark::State& state) {
  const auto policy =
      CompiledPolicy::compile(policy_of(static_cast<int>(state.range(0))), {}).policy;
  const text::Signals signals = neutral_signals(policy->signals());
  Inputs inputs;
  inputs.prompt = &signals;
  Frame frame;
  Decision decision;
  decide(*policy, inputs, frame, decision);  // takes the memory that the next ones reuse
  const size_t before = bench::allocations();
  for (auto _ : state) {
    decide(*policy, inputs, frame, decision);
    benchmark::DoNotOptimize(decision.action);
  }
  state.counters["allocations"] = bench::allocations_since(before);
  state.counters["per_rule"] = benchmark::Counter(
      static_cast<double>(state.range(0)),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(decide_prompt)->Arg(3)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

void load_and_compile(benchmark::State& state) {
  const std::string text = policy_of(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto result = CompiledPolicy::compile(text, {});
    benchmark::DoNotOptimize(result.policy);
  }
}
BENCHMARK(load_and_compile)->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gs::policy

BENCHMARK_MAIN();
