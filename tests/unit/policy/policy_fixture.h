// Short ways to say what the policy tests say most.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "base/json.h"
#include "base/json_writer.h"
#include "policy/decide.h"
#include "policy/program.h"
#include "policy/rule_tests.h"

namespace gs::policy {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

inline std::string fixture(const std::string& name) {
  return read_file(std::string(GS_FIXTURES) + "/policies/" + name);
}

// A policy that must compile; `guards` are external guards.
inline std::shared_ptr<const CompiledPolicy> compiled(const std::string& text,
                                                      std::vector<std::string> guards = {}) {
  auto result = CompiledPolicy::compile(text, {std::move(guards)});
  EXPECT_NE(result.policy, nullptr) << render(result.issues, "policy", text);
  return result.policy;
}

// A policy of the given rules (YAML flow mappings, one an item) without the baseline.
inline std::string rules_only(const std::vector<std::string>& rules) {
  std::string text = "policy_as_code:\n  baseline: off\n  rules:\n";
  for (const std::string& rule : rules) text += "    - " + rule + "\n";
  return text;
}

inline Issues issues_of(const std::string& text) {
  return CompiledPolicy::compile(text, {}).issues;
}

// "line:column severity message", one line an issue.
inline std::string brief(const Issues& issues) {
  std::string out;
  for (const Issue& issue : issues) {
    out += std::to_string(issue.position.line) + ":" + std::to_string(issue.position.column) + " " +
           std::string(to_string(issue.severity)) + " " + issue.message + "\n";
  }
  return out;
}

// A JSON value as compact text.
inline std::string text_of(const boost::json::value& value) {
  return to_json_text(value);
}

inline boost::json::object object(const std::string& text) {
  const auto value = parse_json(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value->as_object();
}

// One exchange, put together field by field.
struct Case {
  explicit Case(const CompiledPolicy& tested) : policy(tested) {
    inputs.now = WallTime(std::chrono::seconds(1'772'366'400));  // 2026-03-01T12:00:00Z
  }
  Case& context(const std::string& json) {
    given.context = object(json);
    return *this;
  }
  Case& signals(const std::string& json) {
    given.signals = object(json);
    return *this;
  }
  Decision prompt() { return run(Phase::kPrompt, true, false); }
  Decision output() { return run(Phase::kOutput, false, true); }
  Decision exchange_output() { return run(Phase::kOutput, true, true); }

  Decision run(Phase phase, bool with_prompt, bool with_output) {
    const GivenSignals prompt_signals = signals_from_given(policy, Phase::kPrompt, given);
    const GivenSignals output_signals = signals_from_given(policy, Phase::kOutput, given);
    EXPECT_EQ(prompt_signals.problem, "");
    inputs.phase = phase;
    inputs.prompt = with_prompt ? &prompt_signals.signals : nullptr;
    inputs.output = with_output ? &output_signals.signals : nullptr;
    inputs.context = &given.context;
    inputs.request = &request;
    return decide(policy, inputs);
  }

  const CompiledPolicy& policy;
  TestGiven given;
  RequestFacts request;
  Inputs inputs;
};

// The result of one rule in a decision, or null when it is not listed.
inline const RuleResult* result_of(const Decision& decision, const std::string& id) {
  for (const RuleResult& result : decision.rules) {
    if (result.id == id) return &result;
  }
  return nullptr;
}

}  // namespace gs::policy
