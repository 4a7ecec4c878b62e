#include <boost/json.hpp>

#include "journal/sinks.h"

namespace gs::journal {

boost::json::object to_json(const AuditEvent& event) {
  boost::json::object out;
  out["timestamp"] = to_rfc3339(event.timestamp);
  out["event"] = event.event;
  out["user"] = event.user;
  out["artifact_type"] = event.artifact_type;
  out["model_version"] = nullptr;
  out["evidence_hash"] = event.evidence_hash;
  out["detail"] = event.detail;
  return out;
}

}  // namespace gs::journal
