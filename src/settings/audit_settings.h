// How decisions are kept, and where their journal is sent.
#pragma once

#include "base/issue.h"
#include "settings/server_url.h"
#include "settings/settings.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace gs::settings {

enum class Durability : uint8_t { kStrict, kStrictAll, kRelaxed };

// What each field means stands in gateway_table.cc under the same name, audit.* and res.*.
struct AuditSettings {
  using Duration = std::chrono::milliseconds;

  Durability durability = Durability::kStrict;
  bool refuse_unrecorded = true;  // audit.on_failure
  std::string gateway;            // a name as of is_gateway_name()
  uint64_t segment_bytes = 0;
  Duration segment_age{}, sync_within{}, retention{};

  struct Res {
    std::optional<ServerUrl> url;  // segments go to its base path + "/decisions"
    SecretReference key;
    std::string ca;  // empty: the system's
  } res;

  // Issues: a name that is none, an address that is none, what belongs to one that is not set, an
  // address without a data folder, where there is no journal to send.
  static AuditSettings read(const Settings& settings, Issues& issues);
};

// 1 to 64 letters, digits, '.', '_' and '-', a letter or digit first: it is part of paths and ids.
bool is_gateway_name(std::string_view name);
// What is left of any text as such a name; "gateway" where nothing is.
std::string to_gateway_name(std::string_view text);

}  // namespace gs::settings
