// Why a request is not let in.
#pragma once

#include <cstdint>
#include <string_view>

namespace gs::auth {

enum class Denial : uint8_t {
  kMissing,        // no key at all
  kMalformed,      // an Authorization that is not "Bearer KEY", or a key of impossible form
  kContradictory,  // Authorization and x-api-key hold different keys
  kUnknown,        // no such key
  kDisabled,       // the key was switched off
  kExpired,        // the key's time is over
  kRole,           // known, but without the role that is needed
  kModel,          // known, but not for this model
};

// Who the caller is is not established (HTTP 401), or it is and may not do this (HTTP 403).
enum class DenialKind : uint8_t { kUnauthenticated, kForbidden };

DenialKind kind_of(Denial denial);

// A short name for logs and metrics: "unknown_key".
std::string_view to_string(Denial denial);

// A sentence for the caller without a trailing stop; says nothing about other keys.
std::string_view message_of(Denial denial);

}  // namespace gs::auth
