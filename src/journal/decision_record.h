// The record of one decision, as it is kept. It never holds text, only what was found and decided.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
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
  uint32_t total = 0;  // from the parsed request to the decision
};

struct DecisionRecord {
  std::string id;  // "<exchange>.prompt" or "<exchange>.output"
  WallTime ts;
  const policy::Decision* decision = nullptr;                   // borrowed
  const std::vector<detect::DetectorRun>* detectors = nullptr;  // borrowed
  boost::json::object signals;                                  // computed ones, by name
  std::string settings_digest;
  std::string model;
  std::string tenant;
  std::string principal;     // opaque key id, empty under auth.mode none
  std::string claimed_user;  // X-User-ID, as claimed
  std::string content_hmac;  // HMAC-SHA-256 of the text, hex
  Latency latency;
};

// {id, ts, phase, action, rules[], detectors[], signals, policy_digest, settings_digest, model,
// tenant,
//  principal, claimed_user, content_hmac, latency_us{detect, decide, total}}.
boost::json::object to_json(const DecisionRecord& record);

}  // namespace gs::journal
