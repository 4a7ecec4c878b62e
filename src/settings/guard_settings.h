// Which external guards there are and how they are asked.
#pragma once

#include "base/issue.h"
#include "settings/server_url.h"
#include "settings/settings.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gs::settings {

// In the order of the choices of guards.*.dialect.
enum class GuardDialect : uint8_t {
  kJudge,
  kLlamaGuard,
  kLlamaGuardPrompt,
  kModeration,
  kDetector
};

// What each field means stands in gateway_table_guards.cc under the same name.
struct GuardSettings {
  struct Cascade {
    std::string signal;
    double low = 0;  // 0 to 1
    double high = 1;
  };

  std::string name;  // unique, [a-z_][a-z0-9_]*: rules read guard.<name>
  ServerUrl url;     // without a "/v1" at the end
  GuardDialect dialect = GuardDialect::kJudge;
  std::string model;
  std::string detector;
  std::string instruction;
  std::vector<std::string> categories;
  std::vector<std::string> roles;  // names of text::Role
  SecretReference key;
  std::string tls_ca;
  std::string tls_name;  // never empty: the name to verify
  std::chrono::milliseconds deadline{};
  bool fails_open = false;
  uint32_t concurrency = 1;
  uint64_t text_limit = 0;  // bytes
  uint32_t breaker_failures = 1;
  std::chrono::milliseconds breaker_open{};
  std::optional<Cascade> cascade;

  // All of the file, in its order. Issues: a name that no condition can read, an address that is
  // none, a dialect without the model or detector that it needs, a category or role that is none, a
  // cascade whose low is above its high.
  static std::vector<GuardSettings> read(const Settings& settings, Issues& issues);
};

}  // namespace gs::settings
