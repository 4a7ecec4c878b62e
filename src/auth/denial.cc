#include "auth/denial.h"

#include <array>

namespace gs::auth {
namespace {

struct Words {
  Denial denial;
  std::string_view name;
  std::string_view message;
};

constexpr std::array<Words, 8> kWords = {{
    {Denial::kMissing, "missing_key",
     "an API key is needed: send 'Authorization: Bearer KEY' or 'x-api-key: KEY'"},
    {Denial::kMalformed, "malformed_key",
     "the API key cannot be read: send 'Authorization: Bearer KEY' or 'x-api-key: KEY'"},
    {Denial::kContradictory, "contradictory_keys",
     "Authorization and x-api-key hold different API keys; send one"},
    {Denial::kUnknown, "unknown_key", "the API key is not known"},
    {Denial::kDisabled, "disabled_key", "the API key is disabled"},
    {Denial::kExpired, "expired_key", "the API key has expired"},
    {Denial::kRole, "missing_role", "the API key does not have the role that this needs"},
    {Denial::kModel, "model_not_allowed", "the API key may not use this model"},
}};

const Words& words_of(Denial denial) {
  return kWords[static_cast<size_t>(denial)];
}

}  // namespace

DenialKind kind_of(Denial denial) {
  const bool is_known = denial == Denial::kRole || denial == Denial::kModel;
  return is_known ? DenialKind::kForbidden : DenialKind::kUnauthenticated;
}

std::string_view to_string(Denial denial) {
  return words_of(denial).name;
}

std::string_view message_of(Denial denial) {
  return words_of(denial).message;
}

}  // namespace gs::auth
