// The text of governed-speed.yaml as a flat list of values with their places.
#pragma once

#include "base/issue.h"
#include "settings/setting.h"

#include <map>
#include <string_view>

namespace gs::settings {

struct PlacedValue {
  Value value;
  Position position;  // of the value
  uint32_t length = 1;
};

// By key. Adds what is wrong to `issues`: YAML that cannot be read, unknown and repeated keys,
// values of the wrong type or out of range. Files over 1 MiB are refused. An empty file has no
// values.
std::map<std::string_view, PlacedValue> read_settings_file(Table table, std::string_view text,
                                                           Issues& issues);

}  // namespace gs::settings
