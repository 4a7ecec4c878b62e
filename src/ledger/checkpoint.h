// The head of a log (C2SP tlog-checkpoint): origin, decimal size, base64 root, each on its line,
// then extension lines; signed as a note. https://c2sp.org/tlog-checkpoint
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"
#include "ledger/signed_note.h"

namespace gs::ledger {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root{};
  std::vector<std::string> extensions;  // lines; none are ours

  std::string to_text() const;  // the note's text
  // kInvalidInput: any text that to_text() does not write.
  static Result<Checkpoint> parse(std::string_view note_text);
};

// The head, signed.
SignedNote sign_checkpoint(const Checkpoint& head, const NoteSigner& signer);
// The head of a note that is signed by `key`, whose origin is the key's name. kInvalidInput if not.
Result<Checkpoint> open_checkpoint(const SignedNote& note, const VerifierKey& key);

}  // namespace gs::ledger
