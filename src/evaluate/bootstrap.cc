#include "evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace gs::evaluate {
namespace {

// One multinomial draw: kind by kind, each a binomial draw of what is left.
void draw(std::span<const uint64_t> counts, uint64_t total, std::mt19937_64& random,
          std::vector<uint64_t>& drawn) {
  uint64_t rows_left = total;    // to draw
  uint64_t weight_left = total;  // of the kinds that have not had their turn
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == weight_left) {
      drawn[i] = rows_left;
    } else {
      const double share = static_cast<double>(counts[i]) / static_cast<double>(weight_left);
      std::binomial_distribution<uint64_t> binomial(rows_left, share);
      drawn[i] = counts[i] == 0 ? 0 : binomial(random);
    }
    rows_left -= drawn[i];
    weight_left -= counts[i];
    if (weight_left == 0) {
      std::fill(drawn.begin() + static_cast<std::ptrdiff_t>(i) + 1, drawn.end(), 0);
      return;
    }
  }
}

// Between the ranks around `share` of the sorted values, linearly.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::optional<Interval> bootstrap(std::span<const uint64_t> counts, const Statistic& statistic,
                                  const BootstrapOptions& options) {
  const uint64_t total = std::accumulate(counts.begin(), counts.end(), uint64_t{0});
  if (total == 0 || options.resamples == 0) return {};
  std::mt19937_64 random(options.seed);
  std::vector<uint64_t> drawn(counts.size());
  std::vector<double> values;
  values.reserve(options.resamples);
  for (uint32_t i = 0; i < options.resamples; ++i) {
    draw(counts, total, random, drawn);
    if (const auto value = statistic(drawn)) values.push_back(*value);
  }
  if (values.empty() || values.size() < (options.resamples + 1) / 2) return {};
  std::sort(values.begin(), values.end());
  return Interval{quantile(values, (1 - kLevel) / 2), quantile(values, (1 + kLevel) / 2)};
}

}  // namespace gs::evaluate
