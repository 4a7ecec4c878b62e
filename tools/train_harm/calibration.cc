#include "train_harm/calibration.h"

#include <algorithm>
#include <cmath>

#include "train_harm/source_groups.h"
#include "training/figures.h"

namespace gs::training {
namespace {

constexpr double kFlagged = 1.38629;  // log-odds of 0.8

bool is_measured(const HarmRow& row) {
  return row.group >= 0 && row.group < kHarmGroups;
}

// Newton's method for log-odds = slope * margin + shift.
HarmCalibration platt(const Scores& scores) {
  HarmCalibration c;
  for (int round = 0; round < 50; ++round) {
    double gs = 0, gb = 0, hss = 1e-9, hsb = 0, hbb = 1e-9;
    const auto add = [&](const std::vector<double>& margins, double label) {
      const double weight = 1.0 / static_cast<double>(std::max<size_t>(margins.size(), 1));
      for (const double m : margins) {
        const double p = harm_score_of(c, m);
        const double slope = weight * p * (1 - p);
        gs += weight * (p - label) * m;
        gb += weight * (p - label);
        hss += slope * m * m;
        hsb += slope * m;
        hbb += slope;
      }
    };
    add(scores.positive, 1);
    add(scores.negative, 0);
    const double determinant = hss * hbb - hsb * hsb;
    c.slope -= (hbb * gs - hsb * gb) / determinant;
    c.shift -= (hss * gb - hsb * gs) / determinant;
  }
  return c;
}

}  // namespace

double harm_score_of(const HarmCalibration& calibration, double margin) {
  return 1 / (1 + std::exp(-(calibration.slope * margin + calibration.shift)));
}

HarmCalibration calibrate_harm(const HarmRows& rows, const std::vector<double>& margins,
                               double false_positives) {
  Scores scores;
  std::vector<double> everyday;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (!is_measured(rows.rows[i])) continue;
    scores.add(rows.rows[i].label, margins[i]);
    if (rows.rows[i].everyday) everyday.push_back(margins[i]);
  }
  HarmCalibration found = platt(scores);
  found.shift = kFlagged - found.slope * cut_above(everyday, false_positives);
  return found;
}

}  // namespace gs::training
