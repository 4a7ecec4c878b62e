#include "text/signal.h"

namespace gs::text {
namespace {

using enum SignalType;

// In the order of BuiltinSignal; a test holds the two together.
const SignalDeclaration kSignals[] = {
    {"contains_pii", kBool, true, true, "personal data above the entity's confidence threshold"},
    {"pii_types", kStringList, true, true, "entity types of the personal data found"},
    {"pii_count", kInt, true, true, "number of personal-data findings"},
    {"contains_secret", kBool, true, true, "keys, tokens, private keys or passwords"},
    {"secret_types", kStringList, true, true, "types of the secrets found"},
    {"jailbreak_score", kDouble, true, false,
     "0 to 1: attempt to override, subvert or extract instructions"},
    {"injection_source", kString, true, false, "role of the segment with the highest score"},
    {"harm_score", kDouble, true, true, "0 to 1: asks for or contains harm"},
    {"harm_categories", kStringList, true, true, "moderation categories of the harm found"},
    {"obfuscation_score", kDouble, true, true, "0 to 1: hidden or encoded text"},
    {"obfuscation", kStringList, true, true, "kinds of obfuscation found"},
    {"system_prompt_leak", kDouble, false, true,
     "0 to 1: overlap with the system messages of the request"},
    {"contains_canary", kBool, false, true, "a planted canary token came back"},
    {"verbatim_ratio", kDouble, false, true,
     "0 to 1: share of the output's tokens that match a protected corpus"},
    {"verbatim_sources", kStringList, false, true, "sources of the matches"},
    {"refused", kBool, false, true, "the model declined"},
    {"length", kInt, true, true, "length in characters (Unicode code points)"},
    {"tokens", kInt, true, true, "estimated number of model tokens"},
    {"language", kString, true, true, "BCP 47 language tag"},
};

}  // namespace

std::span<const SignalDeclaration> builtin_signals() {
  return kSignals;
}

SignalValue neutral_value(SignalType type) {
  switch (type) {
    case kBool:
      return false;
    case kInt:
      return int64_t{0};
    case kDouble:
      return 0.0;
    case kString:
      return std::string();
    case kStringList:
      return std::vector<std::string>();
  }
  return false;
}

}  // namespace gs::text
