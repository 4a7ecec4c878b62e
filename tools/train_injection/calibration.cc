#include "train_injection/calibration.h"

#include <algorithm>
#include <cmath>

#include "training/figures.h"

namespace gs::training {

using detect::MarginScale;

namespace {

constexpr double kNothing = -4;       // kBias in detect/injection/score.cc
constexpr double kFlagged = 1.38629;  // log-odds of 0.8

double log_odds(const MarginScale& scale, double phrases, double margin) {
  return kNothing + phrases + scale.log_odds(static_cast<float>(margin));
}

double ordinary_flagged(const Rows& rows, const std::vector<double>& margins,
                        const MarginScale& scale) {
  size_t flagged = 0, ordinary = 0;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (!rows.rows[i].ordinary) continue;
    ++ordinary;
    flagged += log_odds(scale, rows.rows[i].phrases, margins[i]) > kFlagged;
  }
  return static_cast<double>(flagged) / static_cast<double>(std::max<size_t>(ordinary, 1));
}

// The highest shift that flags no more than `share` of the ordinary texts.
float shift_for(const Rows& rows, const std::vector<double>& margins, MarginScale scale,
                double share) {
  float low = -60, high = 60;
  for (int i = 0; i < 40; ++i) {
    scale.shift = (low + high) / 2;
    (ordinary_flagged(rows, margins, scale) > share ? high : low) = scale.shift;
  }
  return low;
}

double worth(const Rows& rows, const std::vector<double>& margins, const MarginScale& scale) {
  Scores scores;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (rows.rows[i].group == kSynthetic) continue;
    scores.add(rows.rows[i].label, log_odds(scale, rows.rows[i].phrases, margins[i]));
  }
  return auc(scores) + recall_at(scores, 0.01) + share_above(scores.positive, kFlagged);
}

}  // namespace

MarginScale calibrate(const Rows& rows, const std::vector<double>& margins,
                      double false_positives) {
  MarginScale best;
  double most = -1;
  for (float slope = 0.25f; slope <= 3; slope += 0.25f) {
    MarginScale tried;
    tried.slope = slope;
    tried.shift = shift_for(rows, margins, tried, false_positives);
    const double found = worth(rows, margins, tried);
    if (found > most) {
      most = found;
      best = tried;
    }
  }
  return best;
}

double score_of(const MarginScale& scale, double phrases, double margin) {
  const double odds = log_odds(scale, phrases, margin);
  return odds <= kNothing ? 0 : 1 / (1 + std::exp(-odds));
}

}  // namespace gs::training
