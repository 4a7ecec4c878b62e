// What an archive says of itself: which head it belongs to, and the digest of every member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"

namespace gs::res {

inline constexpr std::string_view kManifestName = "manifest.json";
inline constexpr std::string_view kCheckpointName = "checkpoint";

struct ManifestMember {
  std::string name;
  uint64_t bytes = 0;
  std::string sha256;  // hex
};

// Blobs are named by their own digests, so they are counted and not listed. `names` chains them
// in the order of the archive: SHA-256 (hex) of the chain so far, the digest (hex) and a line feed.
struct ManifestBlobs {
  uint64_t count = 0;
  uint64_t bytes = 0;
  std::string names;
};

struct ManifestTable {
  std::string name;
  std::vector<std::string> columns;
  uint64_t rows = 0;
};

struct Manifest {
  std::string created_at;  // RFC 3339
  std::string program;     // version
  std::string storage;     // "sqlite" or "postgres": what it was taken of
  int64_t schema = 0;      // version of the tables
  std::string origin;      // of the log
  uint64_t size = 0;       // of the log's head
  ledger::Hash root{};
  std::vector<ManifestTable> tables;
  std::vector<ManifestMember> members;
  ManifestBlobs blobs;

  std::string to_json() const;  // RFC 8785
  // kInvalidInput, where = the member that is wrong.
  static Result<Manifest> parse(std::string_view json);
};

}  // namespace gs::res
