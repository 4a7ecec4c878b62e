// Proof files (C2SP tlog-proof v1): everything that shows offline that a leaf is in a log.
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>          (optional)
//   index <n>
//   <base64 hash>           (leaf side first)
//
//   <checkpoint note>
//
// https://c2sp.org/tlog-proof
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/segment_path.h"

namespace gs::ledger {

inline constexpr size_t kMaxProofBytes = 4'000'000;

struct ProofFile {
  // Not authenticated by itself. Bytes, not empty; for a decision: SegmentPath::to_json().
  std::optional<std::string> extra;
  uint64_t index = 0;
  std::vector<Hash> hashes;
  SignedNote checkpoint;

  std::string to_text() const;
  // kTooLarge: above kMaxProofBytes. kInvalidInput: any other text that to_text() does not write,
  // or whose note is no checkpoint.
  static Result<ProofFile> parse(std::string_view text);
  // Checkpoint signed by `key`, and the leaf under it. Returns the head.
  Result<Checkpoint> verify(std::string_view leaf, const VerifierKey& key) const;
};

}  // namespace gs::ledger
