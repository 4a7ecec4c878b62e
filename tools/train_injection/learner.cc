#include "train_injection/learner.h"

#include <algorithm>
#include <cmath>

#include "detect/learned/windows.h"

namespace gs::training {
namespace {

constexpr size_t kWholeTokens = 256;  // of a row that are learned as they stand
constexpr size_t kShortTokens = 64;   // a row of no more is learned without its windows

struct Window {
  size_t first = 0;
  size_t last = 0;
  double margin = -1e9;
};

Window highest_window(const LinearModel& model, const LinearSettings& settings,
                      const detect::Features& features) {
  std::vector<double> sums{0};
  for (size_t token = 0; token < features.tokens(); ++token) {
    double sum = sums.back();
    for (const uint32_t hash : features.hashes(token, token + 1)) {
      sum += model.weights[hash & (settings.buckets - 1)];
    }
    sums.push_back(sum);
  }
  Window best;
  detect::for_each_window(features.tokens(), [&](size_t first, size_t last) {
    const double count = static_cast<double>(features.hashes(first, last).size());
    const double found =
        model.bias + (sums[last] - sums[first]) / std::sqrt(count + settings.damping);
    if (found > best.margin) best = {first, last, found};
  });
  return best;
}

Example example_of(const JudgedRow& row, size_t first, size_t last) {
  return {row.features.hashes(first, std::min(last, row.features.tokens())), row.label, 1};
}

void append_written(const Rows& rows, std::vector<Example>& examples) {
  for (const LearnedText& text : rows.written) {
    const size_t last = std::min(kWholeTokens, text.features.tokens());
    examples.push_back({text.features.hashes(0, last), text.label, text.times});
  }
}

}  // namespace

LinearModel learn(const Rows& rows, const LinearSettings& settings,
                  const std::function<bool(const JudgedRow&)>& use) {
  std::vector<Example> whole;
  for (const JudgedRow& row : rows.rows) {
    if (row.taught && use(row)) whole.push_back(example_of(row, 0, kWholeTokens));
  }
  append_written(rows, whole);
  const LinearModel first = fit_linear(whole, settings);
  std::vector<Example> windows;
  for (const JudgedRow& row : rows.rows) {
    if (!row.taught || !use(row)) continue;
    const bool is_long = row.features.tokens() > kShortTokens;
    if (!is_long || !row.label) windows.push_back(example_of(row, 0, kWholeTokens));
    if (!is_long) continue;
    const Window best = highest_window(first, settings, row.features);
    windows.push_back(example_of(row, best.first, best.last));
  }
  append_written(rows, windows);
  return fit_linear(windows, settings);
}

double highest_margin(const LinearModel& model, const LinearSettings& settings,
                      const detect::Features& features) {
  return highest_window(model, settings, features).margin;
}

}  // namespace gs::training
