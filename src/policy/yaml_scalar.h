// The core schema of YAML 1.2 (section 10.3.2): what a plain scalar means.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace gs::policy {

struct Scalar {
  boost::json::value value;
  std::string problem;  // why the scalar cannot be used, or empty
};

// null, true, false, 12, -3, 0x1f, 0o17, 0.5, 1e3; everything else is a string. Infinities, NaN and
// numbers that a JSON document cannot carry exactly are problems.
Scalar resolve_plain_scalar(std::string_view text);

}  // namespace gs::policy
