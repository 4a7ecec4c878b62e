// governed-speed evidence proof.
#include <iostream>
#include <utility>

#include "base/files.h"
#include "base/json_writer.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_commands.h"
#include "governed_speed/evidence_proofs.h"
#include "governed_speed/evidence_storage.h"
#include "governed_speed/published_log.h"

namespace gs::command {
namespace {

namespace json = boost::json;

Result<Proved> read_proved(const EvidenceProofOptions& options, Files& files) {
  Proved proved;
  GS_TRY(const std::string text, files.read(options.check));
  auto proof = ledger::ProofFile::parse(text);
  if (!proof) return fail(ErrorCode::kInvalidInput, proof.error().message, options.check);
  proved.proof = *std::move(proof);
  GS_TRY(proved.leaf, files.read(options.leaf));
  if (options.record.empty()) return proved;
  GS_TRY(proved.record, files.read(options.record));
  while (proved.record.ends_with('\n')) proved.record.pop_back();
  return proved;
}

int print_checked(const Result<json::object>& checked, bool as_json) {
  if (!checked) {
    if (as_json) {
      std::cout << to_json_text(json::object{{"ok", false}, {"why", checked.error().to_string()}})
                << '\n';
    } else {
      std::cout << "FAIL proof: " << checked.error().to_string() << '\n';
    }
    return 1;
  }
  if (as_json) {
    json::object out = *checked;
    out["ok"] = true;
    std::cout << to_json_text(out) << '\n';
    return 0;
  }
  for (const auto& member : *checked) {
    std::cout << std::string_view(member.key()) << ' ' << to_json_text(member.value()) << '\n';
  }
  std::cout << "the proof holds\n";
  return 0;
}

int check(const EvidenceProofOptions& options, Files& files) {
  if (options.leaf.empty() || options.vkey.empty()) {
    return usage_error("--check needs --leaf FILE and --vkey KEY");
  }
  const auto key = ledger::VerifierKey::parse(options.vkey);
  if (!key) return usage_error(key.error().message + " (--vkey)");
  const auto proved = read_proved(options, files);
  if (!proved) return usage_error(proved.error().to_string());
  return print_checked(check_proof(*proved, *key), options.json);
}

Status write(const EvidenceProofOptions& options, const Proved& proved, Files& files) {
  if (!options.leaf.empty()) GS_CHECK_OK(files.replace(options.leaf, proved.leaf));
  if (!options.record.empty()) GS_CHECK_OK(files.replace(options.record, proved.record));
  const std::string text = proved.proof.to_text();
  if (!options.output.empty()) return files.replace(options.output, text);
  std::cout << text;
  return Ok{};
}

Result<Proved> fetch(const EvidenceProofOptions& options, Files& files) {
  if (!options.storage.empty()) {
    GS_TRY(const OpenedStorage storage, open_storage(files, options.storage, Missing::kIsAnError));
    return stored_proofs(storage)->prove(options.id);
  }
  GS_TRY(const auto client, service_client(options.res, options.key_file, options.ca_file));
  return published_proofs(*client)->prove(options.id);
}

}  // namespace

int evidence_proof(const EvidenceProofOptions& options) {
  PosixFiles files;
  if (!options.check.empty()) return check(options, files);
  if (options.id.empty()) return usage_error("an id is needed, or --check FILE");
  if (options.res.empty() && options.storage.empty()) {
    return usage_error("--res URL or --storage S is needed");
  }
  const auto proved = fetch(options, files);
  if (!proved) {
    const bool no = proved.error().code == ErrorCode::kNotFound ||
                    proved.error().code == ErrorCode::kUnavailable;
    usage_error(proved.error().to_string());
    return no ? 1 : kUnusableInput;
  }
  const Status written = write(options, *proved, files);
  return written ? 0 : usage_error(written.error().to_string());
}

}  // namespace gs::command
