#include "policy/lint_rules.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "policy/cel/format.h"
#include "policy/constant_condition.h"
#include "policy/context_reads.h"
#include "policy/weaker.h"

namespace gs::policy {
namespace {

Issue about(const Rule& rule, Severity severity, std::string check, std::string message,
            std::string suggestion = {}) {
  Issue issue;
  issue.severity = severity;
  issue.position = rule.position;
  issue.path = rule.path;
  issue.check = std::move(check);
  issue.message = fmt::format("rule {}: {}", rule.id, message);
  issue.suggestion = std::move(suggestion);
  return issue;
}

void check_context(const CompiledRule& compiled, Issues& issues) {
  const Rule& rule = compiled.rule;
  for (const UnguardedRead& read : unguarded_context_reads(*compiled.program)) {
    const size_t dot = read.path.rfind('.');
    Issue issue = about(
        rule, Severity::kError, "context-without-has",
        fmt::format("`{0}` may be absent, which fails the rule; guard it with "
                    "has({0})",
                    read.path),
        fmt::format("{}.?{}.orValue(...)", read.path.substr(0, dot), read.path.substr(dot + 1)));
    issue.path += ".when";
    issue.position = rule.when_position;
    if (rule.when_is_verbatim) {
      const Position inner = position_of(rule.when, read.range.begin);
      issue.position.line += inner.line - 1;
      issue.position.column += inner.column - 1;
      const std::string_view text =
          std::string_view(rule.when).substr(read.range.begin, read.range.end - read.range.begin);
      issue.length = static_cast<uint32_t>(count_code_points(text));
    }
    issues.push_back(std::move(issue));
  }
}

void check_constant(const CompiledPolicy& policy, const CompiledRule& compiled, Issues& issues) {
  const auto constant = constant_condition(*compiled.program, policy.variables());
  if (constant && !*constant) {
    issues.push_back(about(compiled.rule, Severity::kWarning, "never-matches",
                           "the condition can never be true"));
  } else if (constant) {
    issues.push_back(
        about(compiled.rule, Severity::kWarning, "always-matches", "the condition is always true"));
  }
  if (compiled.rule.applies_to.nothing()) {
    issues.push_back(about(compiled.rule, Severity::kWarning, "applies-to-nothing",
                           "an empty list in applies_to matches nothing; leave it out to mean "
                           "everything"));
  }
}

void check_owner(const CompiledPolicy& policy, const Rule& rule, Issues& issues) {
  const auto& owners = policy.model().owners;
  if (owners.empty() || rule.owner.empty()) return;
  if (std::find(owners.begin(), owners.end(), rule.owner) != owners.end()) return;
  issues.push_back(
      about(rule, Severity::kWarning, "unknown-owner",
            fmt::format("the owner '{}' is not in `ownership`", escape_for_display(rule.owner, 40)),
            nearest(rule.owner, owners)));
}

// Effects of mask and safe_mode are combined with others; the remaining actions only compete.
bool only_competes(Action action) {
  return action != Action::kMask && action != Action::kSafeMode;
}

bool covers(const CompiledRule& strong, const CompiledRule& weak) {
  const bool phases = (!weak.phases.prompt || strong.phases.prompt) &&
                      (!weak.phases.output || strong.phases.output);
  return phases && strong.rule.mode.kind == RuleMode::Kind::kEnforce &&
         strong.rule.applies_to.everything();
}

void check_pair(const CompiledRule& first, const CompiledRule& second, Issues& issues) {
  const bool second_weaker = severity(second.rule.action) <= severity(first.rule.action);
  const CompiledRule& weak = second_weaker ? second : first;
  const CompiledRule& strong = second_weaker ? first : second;
  const bool same_action = weak.rule.action == strong.rule.action;
  if (!covers(strong, weak) || (!only_competes(weak.rule.action) && !same_action)) return;
  if (weak.rule.source == RuleSource::kBaseline) return;
  issues.push_back(
      about(weak.rule, Severity::kWarning, "shadowed-rule",
            same_action ? fmt::format("repeats rule {}", strong.rule.id)
                        : fmt::format("rule {} has the same condition and the stronger action {}",
                                      strong.rule.id, to_string(strong.rule.action))));
}

void check_shadowed(const CompiledPolicy& policy, Issues& issues) {
  std::unordered_map<std::string, const CompiledRule*> by_condition;
  for (const CompiledRule& rule : policy.rules()) {
    const auto [other, is_new] =
        by_condition.emplace(cel::format(rule.program->ast(), true), &rule);
    if (!is_new) check_pair(*other->second, rule, issues);
  }
}

void check_weaker(const CompiledPolicy& policy, Issues& issues) {
  const auto baseline = CompiledPolicy::baseline_only({});
  for (const CompiledRule& replacement : policy.rules()) {
    const Rule& rule = replacement.rule;
    if (rule.source == RuleSource::kBaseline || !rule.weaker_than_baseline.empty()) continue;
    for (const CompiledRule& original : baseline->rules()) {
      if (original.rule.id != rule.id) continue;
      const auto ways = weaker_in(policy, replacement, *baseline, original);
      if (ways.empty()) continue;
      issues.push_back(
          about(rule, Severity::kError, "weaker-than-baseline",
                fmt::format("weaker than the baseline rule that it replaces ({}); if that "
                            "is meant, add `weaker_than_baseline: <reason>`",
                            fmt::join(ways, "; "))));
    }
  }
}

}  // namespace

void lint_rules(const CompiledPolicy& policy, Issues& issues) {
  for (const CompiledRule& compiled : policy.rules()) {
    if (compiled.rule.source == RuleSource::kBaseline) continue;
    check_context(compiled, issues);
    check_constant(policy, compiled, issues);
    check_owner(policy, compiled.rule, issues);
  }
  check_shadowed(policy, issues);
  check_weaker(policy, issues);
}

}  // namespace gs::policy
