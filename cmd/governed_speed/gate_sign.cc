// governed-speed gate sign and gate keygen.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>

#include "base/clock.h"
#include "base/digest.h"
#include "base/files.h"
#include "gate/sign_off.h"
#include "governed_speed/commands.h"
#include "governed_speed/evidence_filing.h"
#include "governed_speed/gate_commands.h"
#include "governed_speed/published_log.h"
#include "governed_speed/release_files.h"
#include "ledger/private_key.h"

namespace gs::command {
namespace {

namespace json = boost::json;

// A role becomes part of a file name.
bool is_role(std::string_view role) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !role.empty() && std::all_of(role.begin(), role.end(), fits);
}

Result<ledger::NoteSigner> read_signer(const std::string& path, Files& files) {
  GS_TRY(const std::string text, files.read(path));
  auto signer = ledger::parse_private_key(text);
  if (!signer) return fail(signer.error().code, signer.error().message, path);
  return signer;
}

Result<std::vector<ledger::Subject>> digests_of(const std::vector<std::string>& paths,
                                                Files& files) {
  std::vector<ledger::Subject> subjects;
  for (const std::string& path : paths) {
    GS_TRY(const auto found, files_below(path));
    for (const std::string& file : found) {
      GS_TRY(const std::string bytes, files.read(file));
      subjects.push_back({file, sha256_hex(bytes)});
    }
  }
  return subjects;
}

Filing filing_of(const gate::SignOff& sign_off, const std::string& envelope,
                 const std::string& signer) {
  Filing filing;
  filing.type = "signoff";
  filing.model = sign_off.model;
  filing.ref = "urn:sha256:" + sha256_hex(envelope);
  filing.metadata = json::object{{"role", sign_off.role},
                                 {"signer", signer},
                                 {"signed_at", to_rfc3339(sign_off.signed_at)},
                                 {"artifacts", sign_off.artifacts.size()}};
  filing.content = envelope;
  filing.content_type = "application/vnd.dsse.envelope.v1+json";
  return filing;
}

Result<int> sign(const GateSignOptions& options, Files& files) {
  if (!is_role(options.role)) {
    return fail(ErrorCode::kInvalidInput, "must be letters, digits, '_' and '-'", "--role");
  }
  if (!options.submit.res.empty() && options.model.empty()) {
    return fail(ErrorCode::kInvalidInput, "evidence is of a model; name it", "--model");
  }
  GS_TRY(const ledger::NoteSigner signer, read_signer(options.key, files));
  const SystemClock clock;
  gate::SignOff sign_off{.role = options.role,
                         .model = options.model,
                         .comment = options.comment,
                         .signed_at = clock.now(),
                         .artifacts = {},
                         .signer = {}};
  GS_TRY(sign_off.artifacts, digests_of(options.artifacts, files));
  GS_TRY(const auto envelope, gate::sign(sign_off, signer));
  const std::string text = envelope.to_json();
  const std::string output =
      options.output.empty() ? options.role + std::string(kSignOffSuffix) : options.output;
  GS_CHECK_OK(files.replace(output, text + "\n"));
  std::cout << output << ": " << options.role << ", " << gate::key_hint(signer.verifier()) << ", "
            << sign_off.artifacts.size() << " files\n";
  if (options.submit.res.empty()) return 0;
  const SubmitOptions& to = options.submit;
  GS_TRY(const auto client, service_client(to.res, to.key_file, to.ca_file));
  GS_TRY(const Filed filed,
         file_evidence(*client, filing_of(sign_off, text, gate::key_hint(signer.verifier()))));
  if (!filed.refusal.empty()) {
    std::cerr << "error: " << filed.refusal << '\n';
    return 1;
  }
  std::cout << "evidence " << filed.id() << '\n';
  return 0;
}

Status keygen(const GateKeygenOptions& options, Files& files) {
  if (files.exists(options.key)) {
    return fail(ErrorCode::kAlreadyExists, "there is a file, and it may be a key", options.key);
  }
  std::array<uint8_t, 32> seed{};
  // Cannot fail for so few bytes on a kernel that has it.
  if (getentropy(seed.data(), seed.size()) != 0) std::abort();
  auto signer = ledger::NoteSigner::create(options.name, seed);
  if (!signer) return fail(ErrorCode::kInvalidInput, signer.error().message, "--name");
  const std::string_view bytes(reinterpret_cast<const char*>(seed.data()), seed.size());
  GS_CHECK_OK(files.replace(options.key, ledger::private_key_text(*signer, bytes)));
  std::cout << signer->verifier().to_vkey() << '\n';
  return Ok{};
}

}  // namespace

int gate_sign(const GateSignOptions& options) {
  PosixFiles files(0644);
  const auto status = sign(options, files);
  return status ? *status : usage_error(status.error().to_string());
}

int gate_keygen(const GateKeygenOptions& options) {
  PosixFiles files;
  const auto done = keygen(options, files);
  return done ? 0 : usage_error(done.error().to_string());
}

}  // namespace gs::command
