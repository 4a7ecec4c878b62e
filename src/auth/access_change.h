// What a new file of keys means for who may do what, for the audit trail.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <span>

#include "auth/key_record.h"

namespace gs::auth {

// {added, removed, changed}: ids of keys that were added, removed, or changed in anything (roles,
// limits, the key itself, ...), with the roles of those that are there now; never a key or its
// digest. Nothing where the two say the same.
std::optional<boost::json::object> access_change(std::span<const KeyRecord> before,
                                                 std::span<const KeyRecord> now);

}  // namespace gs::auth
