// Where decisions and audit events go.
//
// The gateway writes to these two interfaces and does not know what stands behind them. Both are
// safe to call from any thread. An error means that the event is not kept; the caller decides what
// that means for the request (audit.on_failure).
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "journal/decision_record.h"

namespace gs::journal {

// The place of a record: dense from 0 in one gateway's journal.
using Sequence = uint64_t;

class DecisionSink {
 public:
  virtual ~DecisionSink() = default;
  // The record has reached the operating system when this returns: a killed process loses none.
  // Whether it is on the disk is asked with the two calls below.
  virtual Result<Sequence> record(const DecisionRecord& record) = 0;

  // Whether the record and all before it survive a loss of power. Never waits.
  virtual bool is_durable(Sequence sequence) const = 0;
  // Calls once it is (at once, or on a thread of the sink), or with the error that keeps it from
  // becoming so. Somebody waits now: the sink syncs without delay. `call` must not block or throw.
  virtual void when_durable(Sequence sequence, std::function<void(Status)> call) = 0;
};

// Something that was done to the system itself: a policy loaded, replaced or refused; a change of
// keys.
struct AuditEvent {
  WallTime timestamp;
  std::string event;  // "policy_load", "policy_reload", "baseline_weakened", "access_change"
  std::string user;   // who, as authenticated or claimed; "system" for the program itself
  std::string artifact_type;   // "policy", "keys"
  std::string evidence_hash;   // "sha256:<64 hex>" of the new policy, where there is one
  boost::json::object detail;  // what the event adds: digests, claimed change, diff, document
};

boost::json::object to_json(const AuditEvent& event);

class AuditSink {
 public:
  virtual ~AuditSink() = default;
  virtual Status record(const AuditEvent& event) = 0;
};

}  // namespace gs::journal
