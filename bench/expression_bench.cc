// What an expression costs: compiling it, and evaluating it once.
//
// Targets on one core of the reference machine: a rule over scalar signals 20 ns, `exists` over
// three tags 800 ns, a short `matches` 1.2 us, compiling 1,000 rules 50 ms. Scalar evaluation must
// not allocate: the counter `allocations` shows the calls of operator new an evaluation,
// `arena_bytes` what it took from its arena.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "allocations.h"
#include "policy/cel/program.h"

namespace {

using gs::cel::Arena;
using gs::cel::Compilation;
using gs::cel::Environment;
using gs::cel::Type;
using gs::cel::TypeKind;
using gs::cel::Value;

// The variables of a rule and the values that a request gives them.
struct Subject {
  Environment environment;
  std::vector<Value> slots;
  Arena values;

  Subject() {
    add("prompt.contains_pii", TypeKind::kBool, Value::boolean(true));
    add("lawful_basis", TypeKind::kBool, Value::boolean(true));
    add("prompt.jailbreak_score", TypeKind::kDouble, Value::real(0.9));
    const Value tags[] = {Value::string("alpha"), Value::string("beta"), Value::string("x")};
    add("tags", Type::list(TypeKind::kString), make_list(values, tags));
    add("path", TypeKind::kString, Value::string("/v1/chat/completions"));
  }

  void add(const char* name, Type type, const Value& value) {
    if (!environment.declare(name, std::move(type))) std::abort();
    slots.push_back(value);
  }
};

Compilation compile_or_die(const char* source, const Environment& environment) {
  Compilation compiled = gs::cel::compile(source, environment);
  if (compiled.program == nullptr) {
    std::fputs(gs::render(compiled.issues, "expression", source).c_str(), stderr);
    std::abort();
  }
  return compiled;
}

void evaluate(benchmark::State& state, const char* source) {
  Subject subject;
  const Compilation compiled = compile_or_die(source, subject.environment);
  Arena arena;
  benchmark::DoNotOptimize(compiled.program->evaluate(subject.slots, arena));  // warms the arena
  arena.reset();
  size_t used = 0;
  const size_t before = gs::bench::allocations();
  for (auto _ : state) {
    benchmark::DoNotOptimize(compiled.program->evaluate(subject.slots, arena));
    used = arena.used();
    arena.reset();
  }
  state.counters["allocations"] = gs::bench::allocations_since(before);
  state.counters["arena_bytes"] = static_cast<double>(used);
}

BENCHMARK_CAPTURE(evaluate, pii_without_basis,
                  "prompt.contains_pii == true and lawful_basis == false");
BENCHMARK_CAPTURE(evaluate, jailbreak_score, "prompt.jailbreak_score > 0.8");
BENCHMARK_CAPTURE(evaluate, exists_in_tags, "tags.exists(t, t == 'x')");
BENCHMARK_CAPTURE(evaluate, matches_path, "path.matches('^/v1/chat/.*')");
BENCHMARK_CAPTURE(evaluate, in_constant_list,
                  "path in ['/v1/models', '/v1/chat/completions', '/']");

void compile_1000_rules(benchmark::State& state) {
  Subject subject;
  std::vector<std::string> rules;
  for (int i = 0; i < 1000; ++i) {
    rules.push_back(
        "prompt.contains_pii == true and lawful_basis == false or "
        "prompt.jailbreak_score > 0." +
        std::to_string(i));
  }
  for (auto _ : state) {
    for (const std::string& rule : rules) {
      const Compilation compiled = gs::cel::compile(rule, subject.environment);
      if (compiled.program == nullptr) std::abort();
    }
  }
}
BENCHMARK(compile_1000_rules)->Unit(benchmark::kMillisecond);

void evaluate_1000_rules(benchmark::State& state) {
  Subject subject;
  std::vector<Compilation> rules;
  for (int i = 0; i < 1000; ++i) {
    const std::string rule =
        "prompt.jailbreak_score > 0." + std::to_string(i) + " and lawful_basis";
    rules.push_back(compile_or_die(rule.c_str(), subject.environment));
  }
  Arena arena;
  const size_t before = gs::bench::allocations();
  for (auto _ : state) {
    for (const Compilation& rule : rules) {
      benchmark::DoNotOptimize(rule.program->evaluate(subject.slots, arena));
    }
  }
  state.counters["allocations"] = gs::bench::allocations_since(before);
}
BENCHMARK(evaluate_1000_rules)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
