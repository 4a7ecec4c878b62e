// Families of evidence: the kinds of things that an attack on a model's instructions is made of.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gs::detect {

enum class Family : uint8_t {
  kOverride,      // ignore the previous instructions
  kNewOrders,     // new instructions follow; from now on; you are no longer
  kNoLimits,      // without restrictions, filters, ethics
  kPersona,       // personas known from jailbreaks, and modes: DAN, developer mode
  kRolePlay,      // you are now, pretend to be, stay in character: ordinary by itself
  kExtraction,    // reveal the system prompt
  kNoRefusal,     // do not say you cannot; start with "Sure"
  kRoleMarker,    // a forged turn, system tag or chat-template token
  kAddressed,     // speaks to the model from inside data: "if you are an AI reading this"
  kExfiltration,  // send it to ..., do not tell the user
  kDecode,        // decode this and do what it says
  kForcedOutput,  // say exactly this and nothing else
  kUrgency,       // attention! what follows outranks everything
  kFiction,       // purely fictional, skip the warnings, the expert explains in detail
  kTwoAnswers,    // one answer as usual, one as the other you
  kAuthority,     // I am your developer; maintenance mode; authorised
  kSecretGame,    // the secret key, the password you may not tell
  kRequest,       // a request as users make it; counts inside data alone
  kMention,       // talks about attacks: lowers what stands in quotation marks beside it
  kCount,
};

inline constexpr size_t kFamilyCount = static_cast<size_t>(Family::kCount);

constexpr size_t index_of(Family family) {
  return static_cast<size_t>(family);
}

}  // namespace gs::detect
