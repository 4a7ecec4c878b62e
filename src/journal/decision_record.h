// The record of one decision, as it is kept. It never holds text, only what was found and decided.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "detect/plan.h"
#include "policy/decision.h"
#include "text/signal.h"

namespace gs::journal {

struct Latency {
  uint32_t detect = 0;  // microseconds
  uint32_t decide = 0;
  uint32_t total = 0;     // from the parsed request to the decision
  uint32_t upstream = 0;  // waiting for the model server
};

// What the model server had to do with an output.
struct UpstreamRecord {
  std::string name;       // of the server that was tried last; empty: none was
  int status = 0;         // of its answer; 0: there was none
  unsigned attempts = 0;  // servers and connections tried
};

// How much of a streamed output was held back.
struct StreamRecord {
  uint64_t held_max_chars = 0;  // code points of one text
  uint64_t held_max_ms = 0;     // from a piece that could not go on to the next one that could
};

struct DecisionRecord {
  std::string id;  // "<exchange>.prompt" or "<exchange>.output"
  WallTime ts;
  const policy::Decision* decision = nullptr;                   // borrowed
  const std::vector<detect::DetectorRun>* detectors = nullptr;  // borrowed
  const std::vector<detect::DetectorRun>* guards = nullptr;     // the same; null: none
  std::string signals = "{}";                                   // computed ones by name, JSON
  std::string settings_digest;
  std::string model;
  std::string tenant;
  std::string principal;     // opaque key id, empty under auth.mode none
  std::string claimed_user;  // X-User-ID, as claimed
  std::string content_hmac;  // HMAC-SHA-256 of the text, hex; empty: no text came
  std::string trace_id;      // of the exchange, 32 hex digits; empty: none
  // Outputs that came from a model server: what became of the exchange ("answered", "blocked",
  // "client_gone", or the code of the error that the caller was given).
  std::string outcome;
  std::optional<UpstreamRecord> upstream;
  std::optional<StreamRecord> stream;
  Latency latency;
};

// {action, claimed_user, content_hmac, detectors[], id, latency_us{decide, detect, total,
// upstream},
//  model, outcome?, phase, policy_digest, principal, rules[], settings_digest, signals,
//  stream?{held_max_chars, held_max_ms}, tenant, trace_id, ts, upstream?{attempts, name, status}}.
std::string to_json_text(const DecisionRecord& record);

}  // namespace gs::journal
