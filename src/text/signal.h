// Signals: named facts about the text of one phase, found by detectors and read by rules.
//
// The built-in ones are the table of docs/reference/signals.md in code. A signal has a fixed
// number, so that both sides work with arrays, not with names. Patterns of the policy file and
// external guards add more, numbered behind the built-in ones ("pattern.<name>", "guard.<name>").
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "text/segment.h"

namespace gs::text {

enum class SignalType : uint8_t { kBool, kInt, kDouble, kString, kStringList };

using SignalNumber = uint16_t;

// Numbers of the built-in signals; the order of builtin_signals().
enum BuiltinSignal : SignalNumber {
  kContainsPii,
  kPiiTypes,
  kPiiCount,
  kContainsSecret,
  kSecretTypes,
  kJailbreakScore,
  kInjectionSource,
  kHarmScore,
  kHarmCategories,
  kObfuscationScore,
  kObfuscation,
  kSystemPromptLeak,
  kContainsCanary,
  kVerbatimRatio,
  kVerbatimSources,
  kRefused,
  kLength,
  kTokens,
  kLanguage,
  kBuiltinSignalCount,
};

struct SignalDeclaration {
  std::string name;  // "jailbreak_score", "pattern.order_number"
  SignalType type = SignalType::kBool;
  bool in_prompt = true;
  bool in_output = true;
  std::string meaning;  // one line, for the reference
};

// All built-in signals; the index is the number.
std::span<const SignalDeclaration> builtin_signals();

inline bool exists_in(const SignalDeclaration& signal, Phase phase) {
  return phase == Phase::kPrompt ? signal.in_prompt : signal.in_output;
}

// Why a signal has no value.
enum class SignalFault : uint8_t { kNone, kFailed, kTimedOut };

using SignalValue = std::variant<bool, int64_t, double, std::string, std::vector<std::string>>;

// The value of a signal that nothing raised: false, 0, 0.0, "" or [].
SignalValue neutral_value(SignalType type);

// One signal as a detector left it: computed or not, and with which value or fault.
struct Signal {
  bool computed = false;
  SignalFault fault = SignalFault::kNone;  // with kFailed and kTimedOut `value` means nothing
  SignalValue value = false;

  friend bool operator==(const Signal&, const Signal&) = default;
};

// The signals of one phase of one exchange, indexed by SignalNumber.
using Signals = std::vector<Signal>;

}  // namespace gs::text
