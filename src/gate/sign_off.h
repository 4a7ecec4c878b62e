// A sign-off: somebody who answers for a release has seen these very artifacts. An in-toto
// statement in a DSSE envelope (ledger/dsse.h); docs/formats/sign_off.md is the format.
//
//   GS_TRY(auto envelope, sign(sign_off, signer));              // `gate sign`
//   GS_TRY(auto sign_off, verify_sign_off(bytes, keys, now));   // `gate check`
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gate/trusted_keys.h"
#include "ledger/dsse.h"
#include "ledger/signed_note.h"
#include "ledger/statement.h"

namespace gs::gate {

inline constexpr std::string_view kSignOffPredicate = "https://governed-speed.dev/sign-off/v1";

struct SignOff {
  std::string role;     // not empty
  std::string model;    // may be empty
  std::string comment;  // may be empty
  WallTime signed_at;
  std::vector<ledger::Subject> artifacts;  // at least one
  std::string signer;                      // name of the key; from a verified envelope only

  bool covers(std::string_view sha256) const;
};

// "name+8b84b602": how envelopes name the key of a vkey.
std::string key_hint(const ledger::VerifierKey& key);

// kInvalidInput: no role, no artifact or more than kMaxSubjects.
Result<ledger::DsseEnvelope> sign(const SignOff& sign_off, const ledger::NoteSigner& signer);

// What the envelope says, if a key that `keys` trusts for the role it names has signed it.
// kInvalidInput: what is no sign-off; "is not signed by a key of <role>"; a time that has not come.
Result<SignOff> verify_sign_off(std::string_view envelope, std::span<const TrustedKey> keys,
                                WallTime now);

}  // namespace gs::gate
