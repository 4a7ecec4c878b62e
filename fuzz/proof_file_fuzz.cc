// Any bytes as a proof file or the path of a record in its segment: refused, or written again byte
// for byte; verification of what was read ends.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/proof_file.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto path = gs::ledger::SegmentPath::parse(text)) {
    check(path->to_json() == text);
    check(!path->verify("record", gs::ledger::Hash{}));
  }
  const auto proof = gs::ledger::ProofFile::parse(text);
  if (!proof) return 0;
  check(proof->to_text() == text);
  static const auto signer =
      gs::ledger::NoteSigner::create("fuzz.example", gs::ledger::Ed25519Seed{}).value();
  check(!proof->verify("leaf", signer.verifier()));  // which has signed nothing
  return 0;
}
