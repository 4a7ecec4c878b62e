// What a caller says about its own text: the named risk signals of the request's context.
//
// A claim can raise what the detectors found, never lower it, unless the caller's key is trusted
// to.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace gs::detect {

struct CallerClaims {
  std::optional<bool> contains_pii;
  std::optional<bool> contains_secret;
  std::optional<double> jailbreak_score;  // scores and ratios: 0 to 1
  std::optional<double> harm_score;
  std::optional<double> verbatim_ratio;
  bool trusted = false;  // the claims replace what was found instead of raising it
};

// A claim of the wrong type or outside its range.
struct BadClaim {
  std::string field;   // "context.jailbreak_score"
  std::string detail;  // "must be a number from 0 to 1, not 7"
};

// Reads the claims out of a context; other keys are ignored, a null claim counts as none.
tl::expected<CallerClaims, BadClaim> read_caller_claims(const boost::json::object& context);

}  // namespace gs::detect
