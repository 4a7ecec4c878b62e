// Witnesses (C2SP tlog-witness, tlog-cosignature v1): whoever remembers the newest head of a log
// and cosigns only heads that are consistent with it. Pure: who speaks HTTP lives elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"

namespace gs::ledger {

inline constexpr size_t kMaxAddCheckpointBytes = 1'100'000;  // the largest note and its proof

// The body of POST /add-checkpoint: "old <size>", proof hashes, an empty line, the checkpoint.
struct AddCheckpoint {
  uint64_t old_size = 0;
  std::vector<Hash> proof;
  SignedNote checkpoint;

  std::string to_text() const;
  // At most 63 hashes. kTooLarge: above kMaxAddCheckpointBytes. kInvalidInput: any other body that
  // to_text() does not write, or whose note is no checkpoint.
  static Result<AddCheckpoint> parse(std::string_view body);
};

// What a witness remembers of one log. Of a size of 0 the root does not matter.
struct WitnessedHead {
  uint64_t size = 0;
  Hash root{};
};

// Its answer, as an HTTP status: 200 (body: cosignature lines), 400 malformed, 403 no known
// signature, 404 unknown log, 409 (body: the witness's size, content type text/x.tlog.size), 422
// proof does not hold.
struct WitnessAnswer {
  int status = 500;
  std::string content_type;
  std::string body;
  std::optional<WitnessedHead> remember;  // with 200: to be stored durably before answering
};

// The decision on one request. `log` is the key of the log that the checkpoint's origin names;
// `known` what is remembered of it (size 0 at first).
WitnessAnswer witness_answer(const AddCheckpoint& request, const std::optional<VerifierKey>& log,
                             const WitnessedHead& known, const NoteSigner& signer,
                             uint64_t unix_seconds);

// The cosignature of `witness` among the lines of a 200 answer, checked. Lines of others are left
// out. kInvalidInput: no such line, a bad one, or no signature lines at all.
Result<NoteSignature> parse_cosignature(std::string_view body, std::string_view checkpoint_text,
                                        const VerifierKey& witness);

}  // namespace gs::ledger
