// Evidence: what is claimed of a model, kept so that it cannot be changed unnoticed.
//
//   GS_TRY(EvidenceRequest request, parse_evidence(body));                  // 422 names `where`
//   log.submit([=, &out](log::Batch& batch) -> Status {
//     GS_TRY(out, submit_evidence(batch, request, actor));
//     return Ok{};
//   }, ...);
//
// The id of an evidence is the SHA-256 of its canonical form, so the same claim has one id and
// stands in the log once. The id never goes into a leaf: whoever can guess the claim could check
// the guess. The leaf holds an opaque id and a salted digest of the record's content (res/log).
//
// Plain functions over a batch (to write) or a connection (to read); errors of the database are
// passed on.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "res/evidence/evidence_request.h"
#include "res/log/log.h"
#include "res/store/database.h"

namespace gs::res {

struct StoredEvidence {
  std::string id;
  WallTime stored_at;
  uint64_t leaf_index = 0;
  bool created = false;  // false: it was there (answer 200)
};
// The same again changes nothing. What was erased and comes again is stored anew, in a leaf of its
// own.
Result<StoredEvidence> submit_evidence(log::Batch& batch, const EvidenceRequest& request,
                                       const log::Actor& actor);

// What was uploaded for an evidence.
struct EvidenceContent {
  Sha256Digest digest{};
  uint64_t size = 0;
  std::string content_type;
  uint64_t leaf_index = 0;  // of the evidence_content record
};

struct Evidence {
  std::string id;
  std::string artifact_type;
  std::string model_version;    // empty after an erasure
  boost::json::value metadata;  // null after an erasure
  std::string content_ref;      // empty after an erasure
  WallTime stored_at;
  uint64_t leaf_index = 0;
  std::string actor;                       // opaque key id
  std::optional<EvidenceContent> content;  // nothing after an erasure
  bool erased = false;                     // answer 410; the proof is still there
};
// kNotFound: no evidence of that id, or an id that cannot be one.
Result<Evidence> find_evidence(store::Connection& connection, std::string_view id);

struct EvidenceFilter {
  std::string model;                 // empty: any
  std::string type;                  // empty: any
  std::optional<WallTime> from, to;  // stored_at, from <= t < to
  std::optional<uint64_t> before;    // cursor: the page holds leaf indexes below it
  unsigned limit = 100;              // 1..1000
};
struct EvidencePage {
  std::vector<Evidence> items;   // newest first
  std::optional<uint64_t> next;  // `before` of the next page; nothing: this is the last
};
// kInvalidInput: an unknown type ("type"), a limit out of range ("limit").
Result<EvidencePage> list_evidence(store::Connection& connection, const EvidenceFilter& filter);

}  // namespace gs::res
