#include "detect/injection/injection_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detect/learned/windows.h"

namespace gs::detect {

Result<std::shared_ptr<const InjectionModel>> InjectionModel::open(const std::string& folder) {
  GS_TRY(Model model, Model::open(folder + "/injection.gsm", kTask, kColumns, kNumberCount));
  return std::make_shared<const InjectionModel>(std::move(model));
}

InjectionModel::InjectionModel(Model model)
    : model_(std::move(model)),
      margin_{model_.numbers()[kBias], model_.scale(0), model_.numbers()[kDamping]},
      scale_{model_.numbers()[kSlope], model_.numbers()[kShift], model_.numbers()[kLeast],
             model_.numbers()[kMost]} {}

float MarginScale::log_odds(float margin) const {
  const float line = slope * margin + shift;
  if (line >= most) return most;
  const float odds = std::log1p(std::exp(line));
  return odds < least ? 0 : std::min(odds, most);
}

const std::vector<LearnedWindow>& LearnedReader::read(const InjectionModel& model,
                                                      std::string_view reading) {
  features_.read(reading);
  sums_.assign(1, 0);
  windows_.clear();
  const size_t tokens = features_.tokens();
  if (tokens == 0) return windows_;
  for (size_t token = 0; token < tokens; ++token) {
    int32_t sum = sums_.back();
    for (const uint32_t hash : features_.hashes(token, token + 1)) sum += model.weight(hash);
    sums_.push_back(sum);
  }
  for_each_window(tokens, [&](size_t first, size_t last) {
    const float margin =
        model.margin(sums_[last] - sums_[first], features_.hashes(first, last).size());
    const size_t end = last < tokens ? features_.begin(last) : reading.size();
    windows_.push_back({{features_.begin(first), end}, model.log_odds(margin)});
  });
  return windows_;
}

}  // namespace gs::detect
