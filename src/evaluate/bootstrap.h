// Percentile bootstrap: Efron, "Bootstrap methods: another look at the jackknife", Annals of
// Statistics 7 (1979).
//
// The rows are given as counts of their kinds: so many tasks with 3 of 10 passes, so many rows of
// group A that are true positives. Drawing n rows with replacement is then one draw from the
// multinomial distribution over the kinds, which gives the same distribution as drawing row by row
// and costs as much as there are kinds, whatever the number of rows.
//
// The same counts, seed and number of resamples give the same interval.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "evaluate/interval.h"

namespace gs::evaluate {

struct BootstrapOptions {
  uint64_t seed = 1;
  uint32_t resamples = 1000;
};

// `statistic` of counts with the same total as `counts`; it may have no value for some (a group
// without rows), and those resamples do not count. Nothing when fewer than half have a value.
using Statistic = std::function<std::optional<double>(std::span<const uint64_t> counts)>;

std::optional<Interval> bootstrap(std::span<const uint64_t> counts, const Statistic& statistic,
                                  const BootstrapOptions& options);

}  // namespace gs::evaluate
