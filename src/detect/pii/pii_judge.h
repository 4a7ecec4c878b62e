// What a match of a row of personal data is worth.
#pragma once

#include <string_view>
#include <utility>

#include "detect/scan/entity_thresholds.h"
#include "detect/scan/recogniser_scan.h"

namespace gs::detect {

// Whether an entity is personal data by itself. Web addresses, ages, postal codes, and names of
// places, organisations, nationalities and dates are found and listed, but are nobody's own.
bool is_personal(std::string_view entity);

class PiiJudge final : public Judge {
 public:
  explicit PiiJudge(EntityThresholds thresholds) : thresholds_(std::move(thresholds)) {}
  std::optional<Finding> judge(const Recognised& found) const override;

 private:
  EntityThresholds thresholds_;
};

}  // namespace gs::detect
