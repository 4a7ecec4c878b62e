#include "train_harm/calibration.h"

#include <algorithm>
#include <cmath>

#include "train_harm/source_groups.h"
#include "training/figures.h"

namespace gs::training {
namespace {

constexpr double kFlagged = 0.8;
constexpr float kKnee = -0.5f;
// What a part counts less. In a long text nearly what harmless text around a harmful one may take
// from its score (0.1); in a short one more, which ranks unseen sources better
// (docs/decisions/0043-learned-harm.md).
constexpr float kPart = 0.075f;
constexpr float kPartOfShort = 0.4f;

bool is_measured(const HarmRow& row) {
  return row.group >= 0 && row.group < kHarmGroups;
}

// The slope of log-odds = slope * margin + shift, by Newton's method.
double platt_slope(const Scores& scores) {
  double slope_of = 0, shift = 0;
  for (int round = 0; round < 50; ++round) {
    double gs = 0, gb = 0, hss = 1e-9, hsb = 0, hbb = 1e-9;
    const auto add = [&](const std::vector<double>& margins, double label) {
      const double weight = 1.0 / static_cast<double>(std::max<size_t>(margins.size(), 1));
      for (const double m : margins) {
        const double p = 1 / (1 + std::exp(-(slope_of * m + shift)));
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
    slope_of -= (hbb * gs - hsb * gb) / determinant;
    shift -= (hss * gb - hsb * gs) / determinant;
  }
  return slope_of;
}

}  // namespace

detect::HarmScale calibrate_harm(const HarmRows& rows, const std::vector<HarmMargins>& margins,
                                 double false_positives) {
  Scores below, above;
  std::vector<HarmMargins> everyday;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (!is_measured(rows.rows[i])) continue;
    const float window = margins[i].window;
    (window < kKnee ? below : above).add(rows.rows[i].label, static_cast<double>(window));
    if (rows.rows[i].everyday) everyday.push_back(margins[i]);
  }
  detect::HarmScale scale;
  scale.knee = kKnee;
  scale.part = kPart;
  scale.part_of_short = kPartOfShort;
  scale.lower = static_cast<float>(platt_slope(below));
  scale.upper = static_cast<float>(platt_slope(above));
  float low = -5, high = 5;
  for (int round = 0; round < 30; ++round) {
    scale.shift = (low + high) / 2;
    std::vector<double> scores;
    for (const HarmMargins& m : everyday) scores.push_back(m.score(scale));
    (share_above(scores, kFlagged) > false_positives ? high : low) = scale.shift;
  }
  scale.shift = low;
  return scale;
}

}  // namespace gs::training
