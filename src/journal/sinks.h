// Where decisions and audit events go.
//
// The gateway writes to these two interfaces and does not know what stands behind them. Both are
// safe to call from any thread. An error means that the event is not kept; the caller decides what
// that means for the request (audit.on_failure).
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "journal/decision_record.h"

namespace gs::journal {

class DecisionSink {
 public:
  virtual ~DecisionSink() = default;
  virtual Status record(const DecisionRecord& record) = 0;
};

// Something that was done to the system itself: a policy loaded, replaced or refused.
struct AuditEvent {
  WallTime timestamp;
  std::string event;           // "policy_load", "policy_reload", "baseline_weakened"
  std::string user;            // who, as authenticated or claimed; "system" for the program itself
  std::string artifact_type;   // "policy"
  std::string evidence_hash;   // "sha256:<64 hex>" of the new policy, where there is one
  boost::json::object detail;  // what the event adds: digests, claimed change, diff
};

boost::json::object to_json(const AuditEvent& event);

class AuditSink {
 public:
  virtual ~AuditSink() = default;
  virtual Status record(const AuditEvent& event) = 0;
};

}  // namespace gs::journal
