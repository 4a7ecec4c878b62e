// Any bytes as a request to a witness or as its answer: refused, or written again byte for byte;
// without the key of the log nothing is cosigned.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/witness.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto signer =
      gs::ledger::NoteSigner::create("fuzz.example/w", gs::ledger::Ed25519Seed{},
                                     gs::ledger::KeyType::kCosignature)
          .value();
  check(!gs::ledger::parse_cosignature(text, "fuzz.example\n", signer.verifier()));
  const auto request = gs::ledger::AddCheckpoint::parse(text);
  if (!request) return 0;
  check(request->to_text() == text);
  const gs::ledger::VerifierKey log{"fuzz.example", gs::ledger::KeyType::kEd25519,
                                    signer.verifier().key};
  const auto answer = gs::ledger::witness_answer(*request, log, {}, signer, 1);
  check(answer.status >= 400 && answer.status < 500 && !answer.remember);
  return 0;
}
