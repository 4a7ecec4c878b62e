// The learned part of jailbreak_score: a linear model of hashed features over windows of tokens.
//
// The margin of a window: detect/learned/linear_margin.h. The highest margin counts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/learned/features.h"
#include "detect/learned/linear_margin.h"
#include "detect/learned/model.h"
#include "text/segment.h"

namespace gs::detect {

// From the margin of a stretch of text to the log-odds that it adds: log(1 + exp(slope * margin +
// shift)), which is a line far above 0 and goes out below. Never falls.
struct MarginScale {
  float slope = 1;
  float shift = 0;
  float least = 0.002f;  // less counts as nothing
  float most = 10;       // no more is added

  float log_odds(float margin) const;
};

// Immutable; any thread may read.
class InjectionModel {
 public:
  static constexpr std::string_view kTask = "injection";
  static constexpr std::string_view kColumns[] = {"attack"};
  // In the model's numbers: bias and damping of the margin, then how a margin becomes log-odds.
  enum Number : size_t { kBias, kDamping, kSlope, kShift, kLeast, kMost, kNumberCount };

  // Reads "<folder>/injection.gsm". Errors: those of Model::open.
  static Result<std::shared_ptr<const InjectionModel>> open(const std::string& folder);
  explicit InjectionModel(Model model);

  // The margin of features that sum up to `sum` weights.
  float margin(int32_t sum, size_t features) const { return margin_.of(sum, features); }
  float log_odds(float margin) const { return scale_.log_odds(margin); }
  int32_t weight(uint32_t hash) const { return *model_.row(hash); }

 private:
  Model model_;
  LinearMargin margin_;
  MarginScale scale_;
};

// The log-odds of a stretch of a reading.
struct LearnedWindow {
  text::Span span;  // bytes of the reading
  float log_odds = 0;
};

// Scores readings; one a thread, reuses its memory.
class LearnedReader {
 public:
  // The windows of a reading. Valid until the next call.
  const std::vector<LearnedWindow>& read(const InjectionModel& model, std::string_view reading);

 private:
  Features features_;
  std::vector<int32_t> sums_;  // of the tokens before the one of the index
  std::vector<LearnedWindow> windows_;
};

}  // namespace gs::detect
