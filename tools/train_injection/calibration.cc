#include "train_injection/calibration.h"

#include <algorithm>
#include <cmath>

#include "training/figures.h"

namespace gs::training {
namespace {

constexpr double kNothing = -4;       // kBias in detect/injection/score.cc
constexpr double kFlagged = 1.38629;  // log-odds of 0.8

double log_odds(const Calibration& c, double phrases, double margin) {
  return kNothing + phrases + std::clamp(c.slope * margin + c.shift, 0.0, c.most);
}

double ordinary_flagged(const Rows& rows, const std::vector<double>& margins,
                        const Calibration& c) {
  size_t flagged = 0, ordinary = 0;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (!rows.rows[i].ordinary) continue;
    ++ordinary;
    flagged += log_odds(c, rows.rows[i].phrases, margins[i]) > kFlagged;
  }
  return static_cast<double>(flagged) / static_cast<double>(std::max<size_t>(ordinary, 1));
}

// The highest shift that flags no more than `share` of the ordinary texts.
double shift_for(const Rows& rows, const std::vector<double>& margins, Calibration c,
                 double share) {
  double low = -60, high = 60;
  for (int i = 0; i < 40; ++i) {
    c.shift = (low + high) / 2;
    (ordinary_flagged(rows, margins, c) > share ? high : low) = c.shift;
  }
  return low;
}

double worth(const Rows& rows, const std::vector<double>& margins, const Calibration& c) {
  Scores scores;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (rows.rows[i].group == kSynthetic) continue;
    scores.add(rows.rows[i].label, log_odds(c, rows.rows[i].phrases, margins[i]));
  }
  return auc(scores) + recall_at(scores, 0.01) + share_above(scores.positive, kFlagged);
}

}  // namespace

Calibration calibrate(const Rows& rows, const std::vector<double>& margins,
                      double false_positives) {
  Calibration best;
  double most = -1;
  for (double slope = 0.25; slope <= 3; slope += 0.25) {
    Calibration tried;
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

double score_of(const Calibration& calibration, double phrases, double margin) {
  const double odds = log_odds(calibration, phrases, margin);
  return odds <= kNothing ? 0 : 1 / (1 + std::exp(-odds));
}

}  // namespace gs::training
