// Signed notes (C2SP signed-note): a text that ends in a line feed, an empty line, signature lines
// "— <name> <base64(key id || signature)>". https://c2sp.org/signed-note
//
// Key types: 0x01 Ed25519 over the text; 0x04 Ed25519 cosignature of a witness with a time
// (tlog-cosignature v1).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ledger/ed25519.h"
#include "ledger/verifier_key.h"

namespace gs::ledger {

inline constexpr size_t kMaxNoteBytes = 1'000'000;
inline constexpr size_t kMaxNoteSignatures = 100;

struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string bytes;  // without the key id

  std::string line() const;  // with its line feed
  bool operator==(const NoteSignature&) const = default;
};

// What may be signed: ends in a line feed, UTF-8 without control characters but '\n'.
Status check_note_text(std::string_view text);

struct SignedNote {
  std::string text;  // ends in '\n'
  std::vector<NoteSignature> signatures;

  std::string to_text() const;
  // kTooLarge: above kMaxNoteBytes or kMaxNoteSignatures. kInvalidInput: any other text that
  // to_text() does not write.
  static Result<SignedNote> parse(std::string_view bytes);
  // Whether one of the signatures is of this key and good. A signature of this name and id that is
  // bad is an error of its own (kInvalidInput).
  Result<bool> signed_by(const VerifierKey& key) const;
};

// A key with its name. Safe from any thread.
class NoteSigner {
 public:
  // kInvalidInput: a name that cannot be one, a seed that is not 32 bytes.
  static Result<NoteSigner> create(std::string name, std::span<const uint8_t> seed,
                                   KeyType type = KeyType::kEd25519);
  const VerifierKey& verifier() const { return verifier_; }
  const Ed25519PrivateKey& key() const { return key_; }
  // Only of type kEd25519: over the text. `text` ends in '\n'.
  NoteSignature sign(std::string_view text) const;
  // Only of type kCosignature: over "cosignature/v1\ntime <seconds>\n" and the text; the signature
  // begins with the time (big-endian, 8 bytes).
  NoteSignature cosign(std::string_view text, uint64_t unix_seconds) const;

 private:
  NoteSigner(VerifierKey verifier, Ed25519PrivateKey key)
      : verifier_(std::move(verifier)), key_(std::move(key)) {}
  VerifierKey verifier_;
  Ed25519PrivateKey key_;
};

}  // namespace gs::ledger
