#include "ledger/signed_note.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/digest.h"
#include "base/utf8.h"
#include "ledger/lines.h"

namespace gs::ledger {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // em dash, space
constexpr size_t kIdBytes = 4;
constexpr size_t kTimeBytes = 8;

tl::unexpected<Error> no_note(std::string why) {
  return fail(ErrorCode::kInvalidInput, "no signed note: " + std::move(why));
}

std::string big_endian(uint64_t number, size_t bytes) {
  std::string out;
  for (size_t i = bytes; i-- > 0;) out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

uint64_t from_big_endian(std::string_view bytes) {
  uint64_t number = 0;
  for (char c : bytes) number = number << 8 | static_cast<uint8_t>(c);
  return number;
}

std::span<const uint8_t> unsigned_bytes(std::string_view bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

std::string text_of(const Ed25519Signature& signature) {
  return std::string(signature.begin(), signature.end());
}

// What a witness signs.
std::string cosigned_text(std::string_view text, uint64_t unix_seconds) {
  return "cosignature/v1\ntime " + std::to_string(unix_seconds) + "\n" + std::string(text);
}

bool is_good(const NoteSignature& signature, const VerifierKey& key, std::string_view text) {
  std::string_view bytes = signature.bytes;
  if (key.type == KeyType::kEd25519) return verify_ed25519(key.key, text, unsigned_bytes(bytes));
  if (bytes.size() < kTimeBytes) return false;
  const uint64_t time = from_big_endian(bytes.substr(0, kTimeBytes));
  if (time > INT64_MAX) return false;
  return verify_ed25519(key.key, cosigned_text(text, time),
                        unsigned_bytes(bytes.substr(kTimeBytes)));
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == line.npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = parse_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kIdBytes) return std::nullopt;
  NoteSignature signature;
  signature.name = line.substr(0, space);
  signature.key_id = static_cast<uint32_t>(from_big_endian(bytes->substr(0, kIdBytes)));
  signature.bytes = bytes->substr(kIdBytes);
  return signature;
}

// Signing with the key of another type would make a signature that nobody can check.
void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

std::string NoteSignature::line() const {
  return std::string(kDash) + name + " " + base64_encode(big_endian(key_id, kIdBytes) + bytes) +
         "\n";
}

Status check_note_text(std::string_view text) {
  if (!text.ends_with('\n')) return no_note("it does not end in a line feed");
  if (!is_valid_utf8(text)) return no_note("it is not UTF-8");
  const bool control =
      std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' ' && c != '\n'; });
  if (control) return no_note("it holds a control character");
  return Ok{};
}

std::string SignedNote::to_text() const {
  std::string out = text + "\n";
  for (const NoteSignature& signature : signatures) out += signature.line();
  return out;
}

Result<SignedNote> SignedNote::parse(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return fail(ErrorCode::kTooLarge,
                "the note is above the limit of " + std::to_string(kMaxNoteBytes) + " bytes");
  }
  GS_CHECK_OK(check_note_text(bytes));
  // The text may hold empty lines itself.
  const size_t split = bytes.rfind("\n\n");
  if (split == bytes.npos) return no_note("no empty line stands before its signatures");
  SignedNote note;
  note.text = bytes.substr(0, split + 1);
  LineReader lines(bytes.substr(split + 2));
  while (const auto line = lines.next()) {
    auto signature = parse_signature(*line);
    if (!signature) {
      return no_note("signature " + std::to_string(note.signatures.size() + 1) +
                     " is not \"\xE2\x80\x94 name base64\"");
    }
    if (note.signatures.size() == kMaxNoteSignatures) {
      return fail(ErrorCode::kTooLarge,
                  "the note has more than " + std::to_string(kMaxNoteSignatures) + " signatures");
    }
    note.signatures.push_back(*std::move(signature));
  }
  if (note.signatures.empty()) return no_note("it has no signature");
  return note;
}

Result<bool> SignedNote::signed_by(const VerifierKey& key) const {
  bool found = false;
  const uint32_t id = key.id();
  for (const NoteSignature& signature : signatures) {
    if (signature.name != key.name || signature.key_id != id) continue;
    if (!is_good(signature, key, text)) {
      return fail(ErrorCode::kInvalidInput, "the signature of " + key.name + " does not verify");
    }
    found = true;
  }
  return found;
}

Result<NoteSigner> NoteSigner::create(std::string name, std::span<const uint8_t> seed,
                                      KeyType type) {
  if (!is_key_name(name)) {
    return fail(ErrorCode::kInvalidInput,
                "the name of a key must not be empty or hold white space or '+'");
  }
  GS_TRY(Ed25519PrivateKey key, Ed25519PrivateKey::from_seed(seed));
  const Ed25519PublicKey public_key = key.public_key();
  return NoteSigner({std::move(name), type, public_key}, std::move(key));
}

NoteSignature NoteSigner::sign(std::string_view text) const {
  require(verifier_.type == KeyType::kEd25519);
  return {verifier_.name, verifier_.id(), text_of(key_.sign(text))};
}

NoteSignature NoteSigner::cosign(std::string_view text, uint64_t unix_seconds) const {
  require(verifier_.type == KeyType::kCosignature);
  return {
      verifier_.name, verifier_.id(),
      big_endian(unix_seconds, kTimeBytes) + text_of(key_.sign(cosigned_text(text, unix_seconds)))};
}

}  // namespace gs::ledger
