// A metric of an evaluation, as an artifact gives it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace gs::gate {

// A proportion of independent samples: 0 <= events <= samples, samples >= 1.
struct Counts {
  uint64_t events = 0;
  uint64_t samples = 0;
};

// Where the true value may lie: low <= high, finite.
struct Interval {
  double low = 0;
  double high = 0;
  double level = 0.95;  // of confidence, in (0, 1)
  std::string method;   // "wilson", "bootstrap", ...
};

struct Measurement {
  Measurement() = default;
  Measurement(double number) : value(number) {}  // NOLINT: a bare number is a measurement

  double value = 0;  // finite
  std::optional<Counts> counts;
  std::optional<Interval> given;  // by the artifact, for what is no proportion

  // From the counts where there are some, else as given.
  std::optional<Interval> interval() const;
};

// Area -> metric -> value: {"quality": {"pass_at_5": 0.83}}. A threshold on an area itself
// (availability) reads the metric of the same name, or "value".
using Metrics = std::map<std::string, std::map<std::string, Measurement>>;

}  // namespace gs::gate
