// `policy test`: the rules' own tests and test files, with coverage of rules and of branches.
//
// A rule's own test looks at that rule alone, as if its mode were enforce (and, where the test
// gives no request, as if it applied to everything): the result is its action when it matches,
// `allow` when it does not. So a test keeps its meaning when other rules come and go. A test of a
// test file looks at the decision of the whole policy.
//
//   tests:                       # a test file, YAML or JSON
//     - name: both problems at once
//       given: { prompt: "...", context: { contains_pii: true, jailbreak_score: 0.9 } }
//       expect: block
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "policy/inputs.h"
#include "policy/program.h"
#include "text/signal.h"

namespace gs::policy {

// The signals of the given text of one phase, one entry a signal of the policy. `problem` says what
// is wrong with the given values, or is empty.
struct GivenSignals {
  text::Signals signals;
  std::string problem;
};
using SignalSource = std::function<GivenSignals(const CompiledPolicy&, Phase, const TestGiven&)>;

// Signals without detectors: neutral, raised by the risk signals of given.context, then set by
// given.signals ("jailbreak_score" for the phase that is decided, "prompt.jailbreak_score" for
// one).
GivenSignals signals_from_given(const CompiledPolicy& policy, Phase phase, const TestGiven& given);

// The facts that a test, or a command line, gives as {model, path, tenant, principal, labels,
// stream, max_tokens, tools}; values of another type are left out.
RequestFacts request_facts(const boost::json::object& given);

struct TestResult {
  std::string rule;  // the rule whose test it is; empty for test files
  std::string name;  // of the test, or "#2"
  Position position;
  Phase phase = Phase::kPrompt;
  Action expect = Action::kAllow;
  Action actual = Action::kAllow;
  std::string problem;  // the test could not be run
  bool passed() const { return problem.empty() && expect == actual; }
};

// A boolean part of a condition.
struct Branch {
  std::string expression;
  bool seen_true = false;
  bool seen_false = false;
};

struct RuleCoverage {
  std::string id;
  bool matched = false;
  bool missed = false;  // evaluated without a match
  std::vector<Branch> branches;
};

struct TestReport {
  std::vector<TestResult> results;
  std::vector<RuleCoverage> coverage;  // a row for each rule of the policy
  int failures() const;
  int rules_covered() const;  // seen with and without a match
  int branches() const;       // outcomes: two for each boolean part
  int branches_covered() const;
};

// Tests to run beside the rules' own.
struct TestFile {
  std::vector<RuleTest> tests;
  Issues issues;
};
TestFile parse_test_file(std::string text);

TestReport run_tests(const CompiledPolicy& policy, const std::vector<RuleTest>& more_tests,
                     const SignalSource& source);

// "ok", "FAIL" lines and the coverage, for people.
std::string to_text(const TestReport& report);
boost::json::object to_json(const TestReport& report);

}  // namespace gs::policy
