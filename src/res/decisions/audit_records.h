// Audit events of gateways, as records of the log.
//
// An event becomes a record of kind access_change (event "access_change", or of artifact type
// "keys") or policy_change, with the event as content, and the gateway and its sequence number
// beside it. The actor is "system"; the user that the event names is a claim. A policy document in
// its detail goes into the table `documents`, under the SHA-256 of its canonical form, and is left
// out of the content, where the digest stands for it. Thresholds in the detail's diff become a
// record of kind threshold_change of their own.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/result.h"
#include "res/log/log.h"

namespace gs::res {

// `event` as it stands in the journal (journal/sinks.h), with its seq and kind.
Status commit_audit_event(log::Batch& batch, std::string_view gateway,
                          const boost::json::object& event);

}  // namespace gs::res
