// The decision records of a gateway's journal, for commands that measure them.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace gs::command {

// A decision and where it stands: "00000000000000000000.seg, record 12".
using OnDecision =
    std::function<Status(const boost::json::object& decision, const std::string& where)>;

// Calls `on_decision` for each record of kind "decision", segment by segment. `folder` holds
// segments, or is a data folder, of whose gateways every journal is read. Sealed segments are
// checked against their seals. A torn end, which a crash leaves, ends the last segment. Errors:
// kNotFound (no segment), kInvalidInput (a segment or record that is damaged), kIo, and those of
// `on_decision`.
Status for_each_decision(Files& files, const std::string& folder, const OnDecision& on_decision);

}  // namespace gs::command
