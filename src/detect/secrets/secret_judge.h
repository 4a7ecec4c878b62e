// What a match of a row of secrets is worth.
#pragma once

#include <string_view>
#include <utility>

#include "detect/scan/entity_thresholds.h"
#include "detect/scan/recogniser_scan.h"

namespace gs::detect {

// Documented examples, placeholders and values without the randomness of a key are not found. A
// finding's span is the secret itself, without the name it is assigned to.
class SecretJudge final : public Judge {
 public:
  explicit SecretJudge(EntityThresholds thresholds) : thresholds_(std::move(thresholds)) {}
  std::optional<Finding> judge(const Recognised& found) const override;

 private:
  EntityThresholds thresholds_;
};

}  // namespace gs::detect
