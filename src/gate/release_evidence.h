// What the named gates of a stage look at, read by whoever calls (this module opens no file).
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gate/sign_off.h"
#include "gate/trusted_keys.h"

namespace gs::gate {

// A file that the gate read. `name`: what it is of, an area ("quality") or an artifact type
// ("model_card").
struct EvidenceFile {
  std::string name;
  std::string path;
  std::string sha256;
  uint64_t bytes = 0;
};

struct SignOffFile {
  std::string path;
  std::string text;
};

struct ReleaseEvidence {
  std::vector<EvidenceFile> files;                // all that were read, empty ones too
  std::optional<boost::json::object> model_card;  // its file is in `files`
  // By name, for artifacts that must be newer than the last release: their text.
  std::map<std::string, std::string> dated;
  std::optional<WallTime> last_release;
  std::vector<SignOffFile> sign_offs;
  std::vector<TrustedKey> trusted_keys;
  WallTime now;
};

// When an artifact of YAML or JSON says it was last changed: its updated_at, last_updated,
// last_reviewed or date, an RFC 3339 time or a date (its beginning, UTC). kInvalidInput: it cannot
// be read, or does not say.
Result<WallTime> updated_at(const std::string& text);

// An RFC 3339 time, or a date.
std::optional<WallTime> time_or_date(std::string_view text);

}  // namespace gs::gate
