// Identifiers.
#pragma once

#include <string>

#include "base/clock.h"

namespace gs {

// A UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits from the operating
// system's generator. Sorts by time. Safe from any thread.
std::string new_uuid_v7(WallTime now);

}  // namespace gs
