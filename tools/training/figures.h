// Figures of a score against labels.
#pragma once

#include <cstddef>
#include <vector>

namespace gs::training {

// Scores of positive and of negative rows.
struct Scores {
  std::vector<double> positive;
  std::vector<double> negative;

  void add(bool label, double score) { (label ? positive : negative).push_back(score); }
};

// Area under the ROC curve, ties counting one half; 0.5 where either is empty.
double auc(const Scores& scores);

// The lowest cut that at most `share` of the scores are above.
double cut_above(std::vector<double> scores, double share);

// Share of the scores above the cut; 0 of none.
double share_above(const std::vector<double>& scores, double cut);

// Share of positives above the cut that `share` of the negatives are above.
double recall_at(const Scores& scores, double share);

}  // namespace gs::training
