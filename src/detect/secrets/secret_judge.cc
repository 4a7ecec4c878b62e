#include "detect/secrets/secret_judge.h"

#include <algorithm>

#include "detect/secrets/secret_values.h"

namespace gs::detect {
namespace {

// From here on a row is sure of its provider, and wins over a general one.
constexpr double kSureScore = 0.8;

// Shorter values are words that people choose: what varies in them says little.
constexpr size_t kRandomBytes = 20;

}  // namespace

std::optional<Finding> SecretJudge::judge(const Recognised& found) const {
  const Recogniser& row = found.row;
  const double threshold = thresholds_.of(row.entity);
  double score = row.score;
  if (found.context != Context::kNone) score = std::max(score, row.context_score);
  if (std::max(score, row.valid_score) < threshold) return std::nullopt;
  const std::string_view value = row.value ? row.value(found.text.match) : found.text.match;
  if (value.empty()) return std::nullopt;
  const Check check = row.validate ? row.validate(found.text) : Check::kNoOpinion;
  if (check == Check::kInvalid) return std::nullopt;
  if (check == Check::kValid) {
    score = std::max(score, row.valid_score);
  } else if (is_placeholder(value) || (value.size() >= kRandomBytes && !looks_random(value))) {
    return std::nullopt;
  }
  if (score < threshold) return std::nullopt;
  const size_t begin = found.begin + static_cast<size_t>(value.data() - found.text.match.data());
  return Finding{row.entity, 0, {begin, begin + value.size()}, score, score >= kSureScore, true};
}

}  // namespace gs::detect
