// governed-speed evidence verify.
#include <chrono>
#include <cstdlib>
#include <utility>

#include "base/clock.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"
#include "governed_speed/evidence_proofs.h"
#include "governed_speed/evidence_report.h"
#include "governed_speed/evidence_storage.h"
#include "governed_speed/published_log.h"
#include "res/verify/read_snapshot.h"

namespace gs::command {
namespace {

// The proof and content of --id, among the findings when it does not hold.
Status verify_id(const EvidenceVerifyOptions& options, ProofSource& source,
                 const ledger::VerifierKey& key, Verified& verified, res::Findings& findings) {
  auto proved = source.prove(options.id);
  if (!proved) {
    const bool away =
        proved.error().code == ErrorCode::kIo || proved.error().code == ErrorCode::kInternal;
    if (away) return tl::unexpected(proved.error());
    findings.add("id", options.id, proved.error().to_string());
    return Ok{};
  }
  auto checked = check_proof(*proved, key);
  if (!checked) {
    findings.add("id", options.id, checked.error().to_string());
    return Ok{};
  }
  verified.found = std::move(*checked);
  return Ok{};
}

Result<Verified> verify_stored(const EvidenceVerifyOptions& options, Files& files,
                               res::Findings& findings) {
  GS_TRY(const OpenedStorage storage, open_storage(files, options.log, Missing::kIsAnError));
  GS_TRY(const auto snapshot, res::ReadSnapshot::begin(*storage.database));
  GS_TRY(const std::string origin, origin_of_log(snapshot->connection()));
  res::VerifyOptions what;
  GS_TRY(what.key, key_of_log(files, storage, origin, options.vkey));
  std::string anchor = options.anchor;
  if (anchor.empty() && !storage.folder.empty()) anchor = storage.file("anchor");
  GS_TRY(what.outside, outside_heads(files, anchor, options.checkpoint));
  if (!what.key &&
      (!options.checkpoint.empty() || !options.anchor.empty() || !options.id.empty())) {
    return fail(ErrorCode::kInvalidInput, "the key of the log is needed to check a signed head",
                "--vkey");
  }
  if (!storage.folder.empty()) what.journal_folder = storage.file("journal");
  Verified verified;
  GS_TRY(verified.report,
         res::verify_storage(snapshot->connection(), *storage.blobs, files, what, findings));
  if (what.key) verified.key = what.key->to_vkey();
  if (options.id.empty()) return verified;
  const auto source = stored_proofs(storage);
  GS_CHECK_OK(verify_id(options, *source, *what.key, verified, findings));
  return verified;
}

Result<Verified> verify_service(const EvidenceVerifyOptions& options, Files& files,
                                res::Findings& findings) {
  GS_TRY(const auto client, service_client(options.log, options.key_file, options.ca_file));
  std::string vkey = options.vkey;
  if (vkey.empty()) {
    GS_TRY(vkey, get_body(*client, "/log/vkey"));
    while (vkey.ends_with('\n')) vkey.pop_back();
    findings.note("the key is what the service itself says; give --vkey to trust nobody");
  }
  auto key = ledger::VerifierKey::parse(vkey);
  if (!key) return fail(ErrorCode::kInvalidInput, key.error().message, "vkey");
  GS_TRY(const std::string note, get_body(*client, "/log/checkpoint"));
  res::VerifyOptions what;
  what.key = *key;
  GS_TRY(what.outside, outside_heads(files, options.anchor, options.checkpoint));
  // Tiles are asked for in the width that they have under this head, signed or not: a head that is
  // wrong is found when the tree is there.
  const auto parsed = ledger::SignedNote::parse(note);
  const auto head = parsed ? ledger::Checkpoint::parse(parsed->text)
                           : Result<ledger::Checkpoint>(tl::unexpected(parsed.error()));
  PublishedPages pages(*client, head ? head->size : 0);
  Verified verified;
  verified.stored = false;
  verified.key = vkey;
  GS_TRY(verified.report, res::verify_published(pages, note, what, findings));
  if (options.id.empty()) return verified;
  const auto source = published_proofs(*client);
  GS_CHECK_OK(verify_id(options, *source, *key, verified, findings));
  return verified;
}

}  // namespace

int evidence_verify(const EvidenceVerifyOptions& given) {
  EvidenceVerifyOptions options = given;
  if (options.log.empty()) options.log = ".";
  PosixFiles files;
  res::Findings findings;
  const auto began = std::chrono::steady_clock::now();
  auto verified = is_service(options.log) ? verify_service(options, files, findings)
                                          : verify_stored(options, files, findings);
  if (!verified) {
    print_findings(findings);
    return usage_error(verified.error().to_string());
  }
  verified->took = std::chrono::steady_clock::now() - began;
  return print_verified(*verified, findings, options.json);
}

}  // namespace gs::command
