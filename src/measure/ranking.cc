#include "measure/ranking.h"

#include <algorithm>
#include <cmath>

namespace gs::measure {
namespace {

size_t count_positive(std::span<const Scored> rows) {
  return static_cast<size_t>(
      std::count_if(rows.begin(), rows.end(), [](const Scored& row) { return row.positive; }));
}

// The rows of equal score that begin at `begin`: where they end, and how many are positive.
struct Ties {
  size_t end;
  size_t positives;
};

Ties ties_at(std::span<const Scored> rows, size_t begin) {
  Ties ties{begin, 0};
  while (ties.end < rows.size() && rows[ties.end].score == rows[begin].score) {
    ties.positives += rows[ties.end].positive ? 1 : 0;
    ++ties.end;
  }
  return ties;
}

}  // namespace

std::optional<double> share(size_t part, size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> f1_of(size_t matches, size_t expected, size_t found) {
  return share(2 * matches, expected + found);
}

std::optional<double> auc(std::vector<Scored> rows) {
  const size_t positives = count_positive(rows);
  const size_t negatives = rows.size() - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;
  std::sort(rows.begin(), rows.end(),
            [](const Scored& a, const Scored& b) { return a.score < b.score; });
  double rank_sum = 0;  // of the positive rows; ranks count from 1, ties share their mean
  for (size_t begin = 0; begin < rows.size();) {
    const Ties ties = ties_at(rows, begin);
    const double mean_rank = static_cast<double>(begin + 1 + ties.end) / 2;
    rank_sum += mean_rank * static_cast<double>(ties.positives);
    begin = ties.end;
  }
  const auto p = static_cast<double>(positives);
  return (rank_sum - p * (p + 1) / 2) / (p * static_cast<double>(negatives));
}

std::optional<Cut> best_cut(std::vector<Scored> rows, double false_positive_rate) {
  const size_t positives = count_positive(rows);
  const size_t negatives = rows.size() - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;
  // The small number keeps 1% of 100 from being 0.99999 of a row.
  const auto allowed =
      static_cast<size_t>(std::floor(false_positive_rate * static_cast<double>(negatives) + 1e-9));
  std::sort(rows.begin(), rows.end(),
            [](const Scored& a, const Scored& b) { return a.score > b.score; });
  Cut best;
  size_t true_positives = 0;
  size_t false_positives = 0;
  for (size_t begin = 0; begin < rows.size();) {
    const Ties ties = ties_at(rows, begin);
    true_positives += ties.positives;
    false_positives += ties.end - begin - ties.positives;
    if (false_positives > allowed) break;
    best = {rows[begin].score, *share(true_positives, positives), false_positives};
    begin = ties.end;
  }
  return best;
}

Flagged flagged(std::span<const Scored> rows, Threshold threshold) {
  Flagged result;
  for (const Scored& row : rows) {
    const bool fires = threshold.flags(row.score);
    ++(row.positive ? result.positives : result.negatives);
    if (fires) ++(row.positive ? result.true_positives : result.false_positives);
  }
  return result;
}

std::optional<double> Flagged::precision() const {
  return share(true_positives, true_positives + false_positives);
}
std::optional<double> Flagged::recall() const {
  return share(true_positives, positives);
}
std::optional<double> Flagged::f1() const {
  return f1_of(true_positives, positives, true_positives + false_positives);
}
std::optional<double> Flagged::false_positive_rate() const {
  return share(false_positives, negatives);
}

}  // namespace gs::measure
