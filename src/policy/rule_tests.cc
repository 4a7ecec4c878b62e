#include "policy/rule_tests.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "policy/decide.h"
#include "policy/field_reader.h"
#include "policy/lawful_basis.h"
#include "policy/load_sections.h"

namespace gs::policy {
namespace {

// Everything that the Inputs of one test point to.
struct TestInputs {
  GivenSignals prompt;
  GivenSignals output;
  RequestFacts request;
  Inputs inputs;
};

class TestRun {
 public:
  TestRun(const CompiledPolicy& policy, const SignalSource& source)
      : policy_(policy), source_(source), seen_(policy.rules().size()) {
    for (size_t i = 0; i < seen_.size(); ++i) {
      const cel::Ast& ast = policy.rules()[i].program->ast();
      seen_[i].assign(ast.size() + 1, {});
      report_.coverage.push_back({policy.rules()[i].rule.id, false, false, {}});
    }
  }

  void run_own_tests(size_t index) {
    const CompiledRule& rule = policy_.rules()[index];
    int number = 0;
    for (const RuleTest& test : rule.rule.tests) {
      TestResult& result = add_result(test, ++number);
      result.rule = rule.rule.id;
      result.phase = phase_of(test.given, rule.phases);
      if (!rule.phases.contains(result.phase)) {
        result.problem =
            fmt::format("the rule is not evaluated in the {} phase", text::to_string(result.phase));
        continue;
      }
      TestInputs inputs;
      if (!prepare(test.given, result, inputs)) continue;
      const bool in_scope =
          test.given.request.empty() || applies(rule.rule.applies_to, &inputs.request);
      const bool matched = in_scope && trace(index, inputs.inputs);
      result.actual = matched ? rule.rule.action : Action::kAllow;
    }
  }

  void run_file_tests(const std::vector<RuleTest>& tests) {
    int number = 0;
    for (const RuleTest& test : tests) {
      TestResult& result = add_result(test, ++number);
      result.phase = phase_of(test.given, {true, true});
      TestInputs inputs;
      if (!prepare(test.given, result, inputs)) continue;
      result.actual = decide(policy_, inputs.inputs).action;
      for (const uint32_t index : policy_.rules_of(result.phase)) {
        if (applies(policy_.rules()[index].rule.applies_to, &inputs.request)) {
          trace(index, inputs.inputs);
        }
      }
    }
  }

  TestReport finish() && {
    for (size_t i = 0; i < seen_.size(); ++i) collect_branches(i);
    return std::move(report_);
  }

 private:
  struct Seen {
    bool as_true = false;
    bool as_false = false;
  };

  static Phase phase_of(const TestGiven& given, Phases phases) {
    if (given.output) return Phase::kOutput;
    if (given.prompt) return Phase::kPrompt;
    return phases.prompt ? Phase::kPrompt : Phase::kOutput;
  }

  TestResult& add_result(const RuleTest& test, int number) {
    TestResult& result = report_.results.emplace_back();
    result.name = test.name.empty() ? fmt::format("#{}", number) : test.name;
    result.position = test.position;
    result.expect = test.expect;
    return result;
  }

  bool prepare(const TestGiven& given, TestResult& result, TestInputs& inputs) {
    inputs.request = request_facts(given.request);
    inputs.inputs.phase = result.phase;
    inputs.inputs.context = &given.context;
    inputs.inputs.request = &inputs.request;
    const bool has_prompt = result.phase == Phase::kPrompt || given.prompt.has_value();
    if (has_prompt) {
      // In the output phase the caller's context speaks about the output.
      TestGiven of_prompt = given;
      if (result.phase == Phase::kOutput) of_prompt.context.clear();
      inputs.prompt = source_(policy_, Phase::kPrompt, of_prompt);
      inputs.inputs.prompt = &inputs.prompt.signals;
      result.problem = inputs.prompt.problem;
    }
    if (result.phase == Phase::kOutput) {
      inputs.output = source_(policy_, Phase::kOutput, given);
      inputs.inputs.output = &inputs.output.signals;
      if (result.problem.empty()) result.problem = inputs.output.problem;
    }
    return result.problem.empty();
  }

  // Evaluates the rule, notes the branches, and says whether it counts as matched.
  bool trace(size_t index, const Inputs& inputs) {
    const CompiledRule& rule = policy_.rules()[index];
    if (rule.reads_prompt && inputs.prompt == nullptr) return false;
    const bool lawful = lawful_basis(inputs.context, policy_.model().classification.lawful_bases,
                                     inputs.key_lawful_bases)
                            .lawful;
    frame_.fill(policy_.variables(), rule.program->reads(), inputs, lawful);
    frame_.scratch().reset();
    const cel::Value value = rule.program->trace(frame_.slots(), frame_.scratch(),
                                                 [&](cel::ExprId id, const cel::Value& part) {
                                                   Seen& seen = seen_[index][id];
                                                   seen.as_true |= part.is_true();
                                                   seen.as_false |= part.is_false();
                                                 });
    const bool matched =
        value.is_true() || (!value.is_bool() && rule.rule.on_error == OnError::kMatch);
    RuleCoverage& coverage = report_.coverage[index];
    (matched ? coverage.matched : coverage.missed) = true;
    return matched;
  }

  // The parts that are boolean by type, or turned out to be, but constants.
  void collect_branches(size_t index) {
    const cel::Program& program = *policy_.rules()[index].program;
    const cel::Ast& ast = program.ast();
    for (cel::ExprId id = 1; id <= ast.size(); ++id) {
      const cel::Expr& expr = ast[id];
      const Seen& seen = seen_[index][id];
      const bool is_boolean =
          program.types().type(id).kind() == cel::TypeKind::kBool || seen.as_true || seen.as_false;
      if (!is_boolean || expr.kind == cel::ExprKind::kLiteral) continue;
      report_.coverage[index].branches.push_back(
          {ast.source().substr(expr.range.begin, expr.range.end - expr.range.begin), seen.as_true,
           seen.as_false});
    }
  }

  const CompiledPolicy& policy_;
  const SignalSource& source_;
  std::vector<std::vector<Seen>> seen_;  // by rule, by expression
  Frame frame_;
  TestReport report_;
};

}  // namespace

int TestReport::failures() const {
  return static_cast<int>(std::count_if(results.begin(), results.end(),
                                        [](const TestResult& r) { return !r.passed(); }));
}

int TestReport::rules_covered() const {
  return static_cast<int>(std::count_if(coverage.begin(), coverage.end(), [](const auto& rule) {
    return rule.matched && rule.missed;
  }));
}

int TestReport::branches() const {
  size_t count = 0;
  for (const RuleCoverage& rule : coverage) count += 2 * rule.branches.size();
  return static_cast<int>(count);
}

int TestReport::branches_covered() const {
  int count = 0;
  for (const RuleCoverage& rule : coverage) {
    for (const Branch& branch : rule.branches) count += branch.seen_true + branch.seen_false;
  }
  return count;
}

TestFile parse_test_file(std::string text) {
  TestFile file;
  ParsedDocument parsed = parse_document(std::move(text));
  file.issues = std::move(parsed.issues);
  if (!parsed.document) return file;
  FieldReader reader(*parsed.document, file.issues);
  const Node root{&parsed.document->root(), {}};
  const Node tests = root.value->is_array() ? root : reader.require(root, "tests");
  if (!reader.is_array(tests)) return file;
  for (const Node& node : reader.items(tests)) {
    if (auto test = load_rule_test(reader, node)) file.tests.push_back(*std::move(test));
  }
  return file;
}

TestReport run_tests(const CompiledPolicy& policy, const std::vector<RuleTest>& more_tests,
                     const SignalSource& source) {
  TestRun run(policy, source);
  for (size_t i = 0; i < policy.rules().size(); ++i) run.run_own_tests(i);
  run.run_file_tests(more_tests);
  return std::move(run).finish();
}

}  // namespace gs::policy
