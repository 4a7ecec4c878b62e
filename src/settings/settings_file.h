// The text of governed-speed.yaml as a flat list of values with their places.
#pragma once

#include "base/issue.h"
#include "settings/setting.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gs::settings {

struct PlacedValue {
  Value value;
  Position position;  // of the value
  uint32_t length = 1;
};

// A name that the file chose in a group.
struct PlacedName {
  std::string name;
  Position position;
  uint32_t length = 1;
};

struct FileValues {
  std::map<std::string, PlacedValue, std::less<>> values;  // by key: "upstreams.a.url"
  // By group, in the order of the file.
  std::map<std::string, std::vector<PlacedName>, std::less<>> members;
};

// Adds what is wrong to `issues`: YAML that cannot be read, unknown and repeated keys, values of
// the wrong type or out of range, names that a group does not take and more than kMaxMembers of
// them. Files over 1 MiB are refused. An empty file has no values.
FileValues read_settings_file(Table table, std::string_view text, Issues& issues);

}  // namespace gs::settings
