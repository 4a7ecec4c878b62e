#include "settings/settings_table.h"

#include "settings/gateway_table.h"
#include "settings/res_table.h"

#include <algorithm>

namespace gs::settings {
namespace {

std::vector<Setting> joined_tables() {
  const Table gateway = gateway_table();
  std::vector<Setting> all(gateway.begin(), gateway.end());
  for (const Setting& setting : res_table()) {
    const bool is_shared = std::any_of(gateway.begin(), gateway.end(), [&](const Setting& other) {
      return other.key == setting.key;
    });
    if (!is_shared) all.push_back(setting);
  }
  return all;
}

}  // namespace

Table settings_table() {
  static const std::vector<Setting> kTable = joined_tables();
  return kTable;
}

}  // namespace gs::settings
