// Proofs of single things: where they come from, and what they show.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "governed_speed/evidence_storage.h"
#include "http/blocking_client.h"
#include "ledger/proof_file.h"
#include "ledger/signed_note.h"

namespace gs::command {

// All that it takes to check offline.
struct Proved {
  ledger::ProofFile proof;
  std::string leaf;
  std::string record;  // of a decision: as its gateway wrote it; empty for others
};

class ProofSource {
 public:
  virtual ~ProofSource() = default;
  // `id`: of evidence, of a decision ("<exchange>.prompt"), of an incident, or "leaf:N".
  // kNotFound: there is no such thing. kUnavailable: it is not under a signed head yet.
  virtual Result<Proved> prove(const std::string& id) = 0;
};

// They refer to what they are given.
std::unique_ptr<ProofSource> stored_proofs(const OpenedStorage& storage);
std::unique_ptr<ProofSource> published_proofs(http::BlockingClient& client);

// The checkpoint is signed, the leaf is under it, and what goes with the leaf is what it commits
// to: the record of a decision by the way to its segment's root, the content of a record where the
// `extra` line holds {"v":1,"salt":base64,"content":text}. Returns what was shown, for people.
Result<boost::json::object> check_proof(const Proved& proved, const ledger::VerifierKey& key);

}  // namespace gs::command
