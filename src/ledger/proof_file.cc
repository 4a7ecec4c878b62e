#include "ledger/proof_file.h"

#include "base/digest.h"
#include "ledger/lines.h"

namespace gs::ledger {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr size_t kMaxHashes = 64;  // of a tree of 2^64 leaves

tl::unexpected<Error> no_proof(std::string why) {
  return fail(ErrorCode::kInvalidInput, "no proof file: " + std::move(why));
}

// Up to and with the empty line.
Result<std::vector<Hash>> read_hashes(LineReader& lines) {
  std::vector<Hash> hashes;
  while (const auto line = lines.next()) {
    if (line->empty()) return hashes;
    const auto hash = parse_hash(*line);
    if (!hash) {
      return no_proof("hash " + std::to_string(hashes.size() + 1) +
                      " is not the base64 of 32 bytes");
    }
    if (hashes.size() == kMaxHashes) return no_proof("it has more than 64 hashes");
    hashes.push_back(*hash);
  }
  return no_proof("no empty line stands before its checkpoint");
}

}  // namespace

std::string ProofFile::to_text() const {
  std::string text = std::string(kFirstLine) + "\n";
  if (extra && !extra->empty()) text += std::string(kExtra) + base64_encode(*extra) + "\n";
  text += std::string(kIndex) + std::to_string(index) + "\n";
  for (const Hash& hash : hashes) text += hash_text(hash) + "\n";
  return text + "\n" + checkpoint.to_text();
}

Result<ProofFile> ProofFile::parse(std::string_view text) {
  if (text.size() > kMaxProofBytes) {
    return fail(ErrorCode::kTooLarge, "the proof file is above the limit of " +
                                          std::to_string(kMaxProofBytes) + " bytes");
  }
  LineReader lines(text);
  if (lines.next() != kFirstLine) {
    return no_proof("line 1 is not \"" + std::string(kFirstLine) + "\"");
  }
  ProofFile proof;
  std::string_view line = lines.next().value_or("");
  if (line.starts_with(kExtra)) {
    proof.extra = parse_base64(line.substr(kExtra.size()));
    if (!proof.extra || proof.extra->empty()) return no_proof("its extra line is not base64");
    line = lines.next().value_or("");
  }
  const auto index =
      line.starts_with(kIndex) ? parse_decimal(line.substr(kIndex.size())) : std::nullopt;
  if (!index) return no_proof("its index line is not \"index\" and a decimal number");
  proof.index = *index;
  GS_TRY(proof.hashes, read_hashes(lines));
  GS_TRY(proof.checkpoint, SignedNote::parse(lines.left()));
  GS_CHECK_OK(Checkpoint::parse(proof.checkpoint.text));
  return proof;
}

Result<Checkpoint> ProofFile::verify(std::string_view leaf, const VerifierKey& key) const {
  GS_TRY(Checkpoint head, open_checkpoint(checkpoint, key));
  GS_CHECK_OK(verify_inclusion(leaf_hash(leaf), index, head.size, hashes, head.root));
  return head;
}

}  // namespace gs::ledger
