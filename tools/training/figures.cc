#include "training/figures.h"

#include <algorithm>
#include <functional>

namespace gs::training {

double auc(const Scores& scores) {
  if (scores.positive.empty() || scores.negative.empty()) return 0.5;
  std::vector<double> negative = scores.negative;
  std::sort(negative.begin(), negative.end());
  double won = 0;
  for (const double score : scores.positive) {
    const auto [low, high] = std::equal_range(negative.begin(), negative.end(), score);
    won += static_cast<double>(low - negative.begin()) + static_cast<double>(high - low) / 2;
  }
  return won / static_cast<double>(negative.size()) / static_cast<double>(scores.positive.size());
}

double cut_above(std::vector<double> scores, double share) {
  if (scores.empty()) return 0;
  std::sort(scores.begin(), scores.end(), std::greater<>());
  const auto allowed = static_cast<size_t>(share * static_cast<double>(scores.size()));
  return scores[std::min(allowed, scores.size() - 1)];
}

double share_above(const std::vector<double>& scores, double cut) {
  if (scores.empty()) return 0;
  const auto above =
      std::count_if(scores.begin(), scores.end(), [cut](double s) { return s > cut; });
  return static_cast<double>(above) / static_cast<double>(scores.size());
}

double recall_at(const Scores& scores, double share) {
  return share_above(scores.positive, cut_above(scores.negative, share));
}

}  // namespace gs::training
