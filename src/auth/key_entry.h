// One entry of keys.json, read and written. Internal to src/auth; the format stands in
// key_record.h.
#pragma once

#include "auth/key_record.h"
#include "base/result.h"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace gs::auth {

// 1 to 64 letters, digits and hyphens.
bool is_key_id(std::string_view id);

// `path` is where the entry stands, "keys.json keys[2]"; errors show it with the field.
Result<KeyRecord> read_key_entry(const boost::json::object& entry, std::string path);

// What read_key_entry() reads back; fields that say nothing are left out.
boost::json::object key_entry(const KeyRecord& record);

}  // namespace gs::auth
