// Two samples of one feature as shares of the same bins, and how far apart they are.
//
// With p the shares of the reference and q those of the current sample:
//
//   PSI   sum (p - q) ln(p / q)      population stability index; Siddiqi, "Credit Risk Scorecards"
//   KL    sum p ln(p / q)            Kullback and Leibler, Annals of Mathematical Statistics 22
//                                    (1951), of the reference from the current sample
//   JS    sqrt((KL(p, m) + KL(q, m)) / 2), m = (p + q) / 2: the Jensen-Shannon distance; Lin, IEEE
//                                    Transactions on Information Theory 37 (1991), natural
//                                    logarithm
//
// A share of 0 would make PSI and KL infinite: fill_empty() puts a small one in its place, as
// Evidently does. JS needs none.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace gs::evaluate {

struct Distribution {
  std::vector<double> reference;  // shares, each list sums to 1
  std::vector<double> current;
};

// kWidth: bins of equal width over both samples, as many as Sturges has for them together
// (numpy.histogram_bin_edges(..., bins="sturges"), which Evidently takes). kQuantiles: the
// reference's quantiles, ten bins of equal count where values are distinct.
enum class Binning : uint8_t { kWidth, kQuantiles };

// Distinct values of the reference up to which numbers are taken as categories, as Evidently does.
inline constexpr size_t kMostCategoricalNumbers = 20;

// Both lists are not empty and hold finite numbers; they are sorted.
Distribution bin_numbers(std::vector<double>& reference, std::vector<double>& current,
                         Binning binning);
using CategoryCounts = std::map<std::string, uint64_t, std::less<>>;
Distribution bin_categories(const CategoryCounts& reference, const CategoryCounts& current);

// 0.0001 for a share of 0, or a millionth of the least other share where that is 0.0001 or less.
void fill_empty(std::vector<double>& shares);

double psi(const Distribution& filled);
double kl_divergence(const Distribution& filled);  // of the shares brought to a sum of 1
double js_distance(const Distribution& distribution);

}  // namespace gs::evaluate
