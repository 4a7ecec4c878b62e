// The settings of the Risk & Evidence Service as fields, checked against each other.
#pragma once

#include "base/issue.h"
#include "settings/service_settings.h"
#include "settings/settings.h"

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gs::settings {

enum class SinkKind : uint8_t { kWebhook, kSlack };

// What each field means stands in res_table.cc under the same name. Empty strings: not set.
struct ResSettings : ServiceSettings {
  std::string storage;     // never empty: a folder, or postgres://...
  std::string origin;      // never empty; no white space, no '+'
  std::string log_key;     // never empty
  std::string anchor;      // file; empty where there is no data folder
  std::string public_url;  // never empty, without a final slash

  uint64_t content_max = 0;   // bytes
  uint64_t metadata_max = 0;  // bytes

  struct Witness {
    std::string name;
    std::string url;  // without a final slash
    std::string key;  // its vkey, not looked into
  };
  std::vector<Witness> witnesses;

  struct Sink {
    std::string name;
    SinkKind kind = SinkKind::kWebhook;
    std::string url;  // empty if and only if `url_from` names one
    SecretReference url_from;
    SecretReference secret;
    bool allow_private = false;
    std::string tls_ca;
    std::vector<std::string> severities;  // "sev1"...; empty: all
  };
  std::vector<Sink> sinks;

  struct Retention {
    Duration logs{};
    Duration sweep{};  // 0: no sweeps
  } retention;

  bool in_folder() const;  // `storage` is a folder: SQLite and files

  // From settings of res_table(). Where data.dir is not set and the storage is a folder, that is
  // the data folder. Issues: those of ServiceSettings; neither storage nor data folder; a database
  // without a place for the log's key; a name, address or severity that is none; a sink with two
  // addresses or none. `cores` stands in for res.workers 0.
  static tl::expected<ResSettings, Issues> create(const Settings& settings, unsigned cores);
};

// Whether it is the address of a PostgreSQL database rather than a folder.
bool is_database_url(std::string_view storage);

}  // namespace gs::settings
