#include "filter/patterns.h"

#include <re2/re2.h>

namespace gs::filter {
namespace {

// Enough for any pattern that a person writes; a larger automaton falls back to slower, still
// linear, matching inside RE2.
constexpr int64_t kRegexMemory = 8 << 20;

std::shared_ptr<const re2::RE2> compile(const policy::Pattern& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kRegexMemory);
  options.set_case_sensitive(!pattern.ignore_case);
  options.set_literal(!pattern.is_regex);
  return std::make_shared<const re2::RE2>(pattern.text, options);
}

text::SignalNumber signal_of(const policy::CompiledPolicy& policy, const policy::Pattern& pattern) {
  return *policy.variables().find_signal("pattern." + pattern.name);
}

}  // namespace

Result<std::vector<detect::Pattern>> patterns_of(const policy::CompiledPolicy& policy) {
  std::vector<detect::Pattern> patterns;
  for (const policy::Pattern& pattern : policy.patterns()) {
    text::SignalNumber signal = signal_of(policy, pattern);
    if (!pattern.is_regex && !pattern.ignore_case) {
      patterns.push_back({signal, pattern.text, nullptr});
      continue;
    }
    std::shared_ptr<const re2::RE2> regex = compile(pattern);
    if (!regex->ok()) {
      return fail(ErrorCode::kInvalidInput, "pattern does not compile: " + regex->error(),
                  "policy_as_code.patterns." + pattern.name);
    }
    patterns.push_back({signal, "", std::move(regex)});
  }
  return patterns;
}

}  // namespace gs::filter
