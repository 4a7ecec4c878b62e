#include "detect/harm/harm_reader.h"

namespace gs::detect {

HarmReader::Found HarmReader::read(const HarmModel& model, std::string_view block) {
  features_.read(block);
  const size_t tokens = features_.tokens();
  sums_.resize(tokens + 1);
  sums_[0] = 0;
  for (size_t token = 0; token < tokens; ++token) {
    int64_t sum = sums_[token];
    for (const uint32_t hash : features_.hashes(token, token + 1)) sum += model.weight(hash);
    sums_[token + 1] = sum;
  }
  find_stretches(block, features_, stretches_);
  Found found;
  for (const Stretch& stretch : stretches_) {
    const size_t features = features_.hashes(stretch.first, stretch.last).size();
    const float margin =
        model.margin(sums_[stretch.last] - sums_[stretch.first], features, stretch.is_part);
    if (!found.any || margin > found.margin) found = {true, margin, stretch};
  }
  return found;
}

}  // namespace gs::detect
