#include "ledger/witness.h"

#include <algorithm>

#include "ledger/lines.h"

namespace gs::ledger {
namespace {

constexpr std::string_view kOld = "old ";
constexpr size_t kMaxHashes = 63;
constexpr const char* kPlainText = "text/plain; charset=utf-8";

tl::unexpected<Error> no_request(std::string why) {
  return fail(ErrorCode::kInvalidInput, "no add-checkpoint request: " + std::move(why));
}

WitnessAnswer refuse(int status, const std::string& why) {
  return {status, kPlainText, why + "\n", std::nullopt};
}

// Tells the log where to begin its proof.
WitnessAnswer conflict(const WitnessedHead& known) {
  return {409, "text/x.tlog.size", std::to_string(known.size) + "\n", std::nullopt};
}

}  // namespace

std::string AddCheckpoint::to_text() const {
  std::string text = std::string(kOld) + std::to_string(old_size) + "\n";
  for (const Hash& hash : proof) text += hash_text(hash) + "\n";
  return text + "\n" + checkpoint.to_text();
}

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  if (body.size() > kMaxAddCheckpointBytes) {
    return fail(ErrorCode::kTooLarge, "the add-checkpoint request is above the limit of " +
                                          std::to_string(kMaxAddCheckpointBytes) + " bytes");
  }
  LineReader lines(body);
  const std::string_view first = lines.next().value_or("");
  const auto old_size =
      first.starts_with(kOld) ? parse_decimal(first.substr(kOld.size())) : std::nullopt;
  if (!old_size) return no_request("line 1 is not \"old\" and a decimal size");
  AddCheckpoint request;
  request.old_size = *old_size;
  auto line = lines.next();
  for (; line && !line->empty(); line = lines.next()) {
    const auto hash = parse_hash(*line);
    if (!hash) return no_request("a line of its proof is not the base64 of 32 bytes");
    if (request.proof.size() == kMaxHashes) return no_request("its proof has more than 63 hashes");
    request.proof.push_back(*hash);
  }
  if (!line) return no_request("no empty line stands before its checkpoint");
  GS_TRY(request.checkpoint, SignedNote::parse(lines.left()));
  GS_CHECK_OK(Checkpoint::parse(request.checkpoint.text));
  return request;
}

WitnessAnswer witness_answer(const AddCheckpoint& request, const std::optional<VerifierKey>& log,
                             const WitnessedHead& known, const NoteSigner& signer,
                             uint64_t unix_seconds) {
  const auto head = Checkpoint::parse(request.checkpoint.text);
  if (!head) return refuse(400, head.error().message);
  if (!log || log->name != head->origin) return refuse(404, "this log is not known here");
  const auto is_signed = request.checkpoint.signed_by(*log);
  if (!is_signed) return refuse(403, is_signed.error().message);
  if (!*is_signed) return refuse(403, "no signature is of the key of this log");
  if (request.old_size > head->size) {
    return refuse(400, "the old size is above the size of the checkpoint");
  }
  if (request.old_size != known.size) return conflict(known);
  const Hash known_root = known.size == 0 ? empty_root() : known.root;
  if (head->size == known.size && head->root != known_root) return conflict(known);
  const Status consistent =
      verify_consistency(known.size, known_root, head->size, head->root, request.proof);
  if (!consistent) return refuse(422, consistent.error().message);
  return {200, kPlainText, signer.cosign(request.checkpoint.text, unix_seconds).line(),
          WitnessedHead{head->size, head->root}};
}

Result<NoteSignature> parse_cosignature(std::string_view body, std::string_view checkpoint_text,
                                        const VerifierKey& witness) {
  // The lines are those of a note whose text is the checkpoint's. A body with an empty line in it
  // would move the border between text and signatures.
  GS_TRY(const SignedNote note,
         SignedNote::parse(std::string(checkpoint_text) + "\n" + std::string(body)));
  if (note.text != checkpoint_text) {
    return fail(ErrorCode::kInvalidInput, "the answer of the witness holds an empty line");
  }
  GS_TRY(const bool is_signed, note.signed_by(witness));
  if (!is_signed) {
    return fail(ErrorCode::kInvalidInput,
                "the answer holds no cosignature of " + witness.to_vkey());
  }
  return *std::find_if(note.signatures.begin(), note.signatures.end(),
                       [&](const NoteSignature& signature) {
                         return signature.name == witness.name && signature.key_id == witness.id();
                       });
}

}  // namespace gs::ledger
