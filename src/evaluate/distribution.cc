#include "evaluate/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gs::evaluate {
namespace {

constexpr size_t kQuantileBins = 10;
constexpr double kLeastShare = 0.0001;

// numpy's: as many bins as fit, of at most range / (log2 n + 1); one bin around equal values.
std::vector<double> equal_edges(double least, double most, size_t samples) {
  if (least == most) return {least - 0.5, most + 0.5};
  const double range = most - least;
  const double width = range / (std::log2(static_cast<double>(samples)) + 1);
  const size_t bins = static_cast<size_t>(std::ceil(range / width));
  std::vector<double> edges(bins + 1);
  const double step = range / static_cast<double>(bins);
  for (size_t i = 0; i <= bins; ++i) edges[i] = least + static_cast<double>(i) * step;
  edges.back() = most;
  return edges;
}

// Edges at the reference's quantiles, without repeats; open at both ends.
std::vector<double> quantile_edges(const std::vector<double>& sorted) {
  std::vector<double> edges{-std::numeric_limits<double>::infinity()};
  for (size_t i = 1; i < kQuantileBins; ++i) {
    const double edge = sorted[i * sorted.size() / kQuantileBins];
    if (edge > edges.back() && edge > sorted.front()) edges.push_back(edge);
  }
  edges.push_back(std::numeric_limits<double>::infinity());
  return edges;
}

// Bins are [edge, next edge), the last with its end; values are sorted.
std::vector<double> shares_of(const std::vector<double>& sorted, const std::vector<double>& edges) {
  std::vector<double> shares(edges.size() - 1);
  const double total = static_cast<double>(sorted.size());
  auto at = std::lower_bound(sorted.begin(), sorted.end(), edges.front());
  for (size_t i = 0; i < shares.size(); ++i) {
    const bool last = i + 1 == shares.size();
    const auto end = last ? std::upper_bound(at, sorted.end(), edges[i + 1])
                          : std::lower_bound(at, sorted.end(), edges[i + 1]);
    shares[i] = static_cast<double>(end - at) / total;
    at = end;
  }
  return shares;
}

std::vector<double> normalised(const std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::vector<double> out(shares);
  for (double& share : out) share /= sum;
  return out;
}

double divergence(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0) sum += p[i] * std::log(p[i] / q[i]);
  }
  return sum;
}

}  // namespace

Distribution bin_numbers(std::vector<double>& reference, std::vector<double>& current,
                         Binning binning) {
  std::sort(reference.begin(), reference.end());
  std::sort(current.begin(), current.end());
  const std::vector<double> edges = binning == Binning::kQuantiles
                                        ? quantile_edges(reference)
                                        : equal_edges(std::min(reference.front(), current.front()),
                                                      std::max(reference.back(), current.back()),
                                                      reference.size() + current.size());
  return {shares_of(reference, edges), shares_of(current, edges)};
}

Distribution bin_categories(const CategoryCounts& reference, const CategoryCounts& current) {
  const auto total = [](const CategoryCounts& counts) {
    double sum = 0;
    for (const auto& [name, count] : counts) sum += static_cast<double>(count);
    return sum;
  };
  CategoryCounts all = reference;
  all.insert(current.begin(), current.end());
  const auto share = [](const CategoryCounts& counts, const std::string& name, double sum) {
    const auto at = counts.find(name);
    return at == counts.end() ? 0 : static_cast<double>(at->second) / sum;
  };
  const double reference_sum = total(reference), current_sum = total(current);
  Distribution out;
  for (const auto& [name, count] : all) {
    out.reference.push_back(share(reference, name, reference_sum));
    out.current.push_back(share(current, name, current_sum));
  }
  return out;
}

void fill_empty(std::vector<double>& shares) {
  double least = std::numeric_limits<double>::infinity();
  for (const double share : shares) {
    if (share > 0) least = std::min(least, share);
  }
  const double filling = least <= kLeastShare ? least / 1e6 : kLeastShare;
  for (double& share : shares) {
    if (share == 0) share = filling;
  }
}

double psi(const Distribution& filled) {
  double sum = 0;
  for (size_t i = 0; i < filled.reference.size(); ++i) {
    const double p = filled.reference[i], q = filled.current[i];
    sum += (p - q) * std::log(p / q);
  }
  return sum;
}

double kl_divergence(const Distribution& filled) {
  return std::max(0.0, divergence(normalised(filled.reference), normalised(filled.current)));
}

double js_distance(const Distribution& distribution) {
  const std::vector<double> p = normalised(distribution.reference);
  const std::vector<double> q = normalised(distribution.current);
  std::vector<double> middle(p.size());
  for (size_t i = 0; i < p.size(); ++i) middle[i] = (p[i] + q[i]) / 2;
  return std::sqrt(std::max(0.0, (divergence(p, middle) + divergence(q, middle)) / 2));
}

}  // namespace gs::evaluate
