// One record of the log as the audit trail tells it.
#pragma once

#include <boost/json/object.hpp>

#include "res/log/records.h"

namespace gs::res {

// {timestamp, event, kind, user, actor, subject, model_version, artifact_type, evidence_hash,
// leaf_index, erased, detail}: `user` is the person that the request named, else the key, else
// "anonymous"; `detail` is what the leaf commits to, null after an erasure.
boost::json::object audit_entry(const log::Record& record);

}  // namespace gs::res
