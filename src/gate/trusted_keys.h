// Whose signature counts for which role.
//
// A file of them has a line for each key; empty lines and those that begin with # are left out:
//   governance_lead jane+8b84b602+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/verifier_key.h"
#include "policy/model.h"

namespace gs::gate {

struct TrustedKey {
  std::string role;
  ledger::VerifierKey key;
};

// kInvalidInput, `where` "line 3": a line that is no role and vkey.
Result<std::vector<TrustedKey>> parse_trusted_keys(std::string_view text);

// Those of the policy, ownership.<role>.signing_keys. kInvalidInput, `where` the role's path.
Result<std::vector<TrustedKey>> trusted_keys_of(std::span<const policy::SigningKey> keys);

}  // namespace gs::gate
