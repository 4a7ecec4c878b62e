// The figures and classifications that the metadata of evidence may hold, in the shapes that are
// accepted (see snapshot.h). Pure.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "res/risk/snapshot.h"

namespace gs::res {

struct MetadataValue {
  std::optional<double> value;
  std::string problem;  // what stands there and cannot be taken; both may be absent, or both there
};
// One of the five figures. null counts as absent.
MetadataValue figure_in(const boost::json::value& metadata, Metric metric);

// Metadata of `classification` evidence: {tier, assessor?, date?, expires?}.
struct Classification {
  std::string tier;  // as the policy spells it: Prohibited, High, GPAI, Limited, Minimal
  std::string assessor, date, expires;     // as written; may be empty
  WallTime valid_until = WallTime::max();  // a bare date holds to the end of that day, UTC
};
// The problem otherwise: no known tier, an `expires` that is no date.
std::variant<Classification, std::string> classification_in(const boost::json::value& metadata);

}  // namespace gs::res
