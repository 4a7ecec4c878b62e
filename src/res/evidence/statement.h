// An evidence as in-toto Statement v1, signed in a DSSE envelope.
//
// Subject: the contentRef with the SHA-256 of the uploaded content, or, where nothing was uploaded,
// of the canonical evidence. A ci_evidence whose metadata say how it went (result, verdict or
// status) has the predicate test-result; everything else the evidence itself.
//   https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/dsse.h"
#include "ledger/signed_note.h"
#include "res/evidence/evidence.h"

namespace gs::res {

inline constexpr std::string_view kEvidencePredicate = "https://governed-speed.dev/evidence/v1";

ledger::Statement statement_of(const Evidence& evidence);

// kNotFound: the evidence was erased. Key id of the signature: "<name>+<8 hex>" of the signer's
// vkey.
Result<ledger::DsseEnvelope> sign_statement(const Evidence& evidence,
                                            const ledger::NoteSigner& signer);

}  // namespace gs::res
