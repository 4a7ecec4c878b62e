#include "ledger/checkpoint.h"

#include "ledger/lines.h"

namespace gs::ledger {
namespace {

tl::unexpected<Error> no_checkpoint(std::string why) {
  return fail(ErrorCode::kInvalidInput, "no checkpoint: " + std::move(why));
}

}  // namespace

std::string Checkpoint::to_text() const {
  std::string text = origin + "\n" + std::to_string(size) + "\n" + hash_text(root) + "\n";
  for (const std::string& line : extensions) text += line + "\n";
  return text;
}

Result<Checkpoint> Checkpoint::parse(std::string_view note_text) {
  GS_CHECK_OK(check_note_text(note_text));
  LineReader lines(note_text);
  Checkpoint head;
  const auto origin = lines.next();
  if (!origin || origin->empty()) return no_checkpoint("line 1 names no origin");
  head.origin = *origin;
  const auto size = parse_decimal(lines.next().value_or(""));
  if (!size) return no_checkpoint("line 2 is not a decimal size");
  head.size = *size;
  const auto root = parse_hash(lines.next().value_or(""));
  if (!root) return no_checkpoint("line 3 is not the base64 of a root of 32 bytes");
  head.root = *root;
  while (const auto line = lines.next()) {
    if (line->empty()) return no_checkpoint("an extension line is empty");
    head.extensions.emplace_back(*line);
  }
  return head;
}

SignedNote sign_checkpoint(const Checkpoint& head, const NoteSigner& signer) {
  SignedNote note{head.to_text(), {}};
  note.signatures.push_back(signer.sign(note.text));
  return note;
}

Result<Checkpoint> open_checkpoint(const SignedNote& note, const VerifierKey& key) {
  GS_TRY(const bool is_signed, note.signed_by(key));
  if (!is_signed) return no_checkpoint("it has no signature of " + key.to_vkey());
  GS_TRY(Checkpoint head, Checkpoint::parse(note.text));
  if (head.origin != key.name) {
    return no_checkpoint("its origin is not " + key.name + ", the name of the key");
  }
  return head;
}

}  // namespace gs::ledger
