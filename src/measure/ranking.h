// How well a score tells positive rows from negative ones.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace gs::measure {

struct Scored {
  double score = 0;
  bool positive = false;
};

// The area under the ROC curve: the chance that a positive row has a higher score than a negative
// one, equal scores counting one half. Nothing when one kind is missing. By ranks, in n log n: Mann
// and Whitney, Annals of Mathematical Statistics 18 (1947).
std::optional<double> auc(std::vector<Scored> rows);

// A place to cut the ranking: a row with at least this score counts as flagged.
struct Cut {
  double least_score = std::numeric_limits<double>::infinity();
  double recall = 0;
  size_t false_positives = 0;
};

// The cut with the highest recall that flags at most this share of the negative rows, 0 to 1;
// rows of equal score are flagged together. With fewer than 100 negatives 0.01 allows none of them.
// Nothing when one kind is missing.
std::optional<Cut> best_cut(std::vector<Scored> rows, double false_positive_rate);

// What a threshold makes of the rows.
struct Flagged {
  size_t positives = 0;
  size_t negatives = 0;
  size_t true_positives = 0;
  size_t false_positives = 0;

  // Nothing where the denominator is 0.
  std::optional<double> precision() const;
  std::optional<double> recall() const;
  std::optional<double> f1() const;
  std::optional<double> false_positive_rate() const;
};

// As a rule reads the score: `score > threshold`, or `score >= threshold` when inclusive.
struct Threshold {
  double value = 0.8;
  bool inclusive = false;
  bool flags(double score) const { return inclusive ? score >= value : score > value; }
};

Flagged flagged(std::span<const Scored> rows, Threshold threshold);

// 2 matches / (expected + found); nothing when both are 0.
std::optional<double> f1_of(size_t matches, size_t expected, size_t found);
// part / whole; nothing when whole is 0.
std::optional<double> share(size_t part, size_t whole);

}  // namespace gs::measure
