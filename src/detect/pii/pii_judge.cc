#include "detect/pii/pii_judge.h"

#include <algorithm>

namespace gs::detect {
namespace {

// A text that is nothing but the number, as in the field of a form: with a check digit that agrees,
// and with a telling mixture of letters and digits.
constexpr double kAloneValidScore = 0.6;
constexpr double kAloneShapeScore = 0.5;
constexpr double kTellingShape = 0.3;

constexpr double kSureScore = 0.95;

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
}

double score_of(const Recognised& found, Check check) {
  const Recogniser& row = found.row;
  double score = row.score;
  if (check == Check::kValid) {
    score = std::max(score, row.valid_score);
    if (found.alone) score = std::max(score, kAloneValidScore);
  }
  if (found.alone && row.score >= kTellingShape && has_letter(found.text.match)) {
    score = std::max(score, kAloneShapeScore);
  }
  if (found.context != Context::kNone) score = std::max(score, row.context_score);
  // A label that names the kind of number is as good as it gets.
  if (found.context == Context::kLabel && row.context_score >= 0.5) {
    score = std::max(score, std::min(kSureScore, row.context_score + 0.1));
  }
  return score;
}

}  // namespace

bool is_personal(std::string_view entity) {
  constexpr std::string_view kNobodys[] = {"URL",      "AGE",          "ZIP_CODE", "UK_POSTCODE",
                                           "LOCATION", "ORGANIZATION", "NRP",      "DATE_TIME"};
  return std::find(std::begin(kNobodys), std::end(kNobodys), entity) == std::end(kNobodys);
}

std::optional<Finding> PiiJudge::judge(const Recognised& found) const {
  const Recogniser& row = found.row;
  const double threshold = thresholds_.of(row.entity);
  if (score_of(found, Check::kValid) < threshold) return std::nullopt;
  const bool labelled = found.context == Context::kLabel && (row.flags & kLabelWins) != 0;
  const std::string_view value = row.value ? row.value(found.text.match) : found.text.match;
  if (value.empty()) return std::nullopt;
  Check check = Check::kNoOpinion;
  if (!labelled && row.validate) check = row.validate(found.text);
  if (check == Check::kInvalid) return std::nullopt;
  const double score = score_of(found, check);
  if (score < threshold) return std::nullopt;
  const size_t begin = found.begin + static_cast<size_t>(value.data() - found.text.match.data());
  const bool validated = labelled || (check == Check::kValid && score >= 0.5);
  return Finding{row.entity, 0,         {begin, begin + value.size()},
                 score,      validated, is_personal(row.entity)};
}

}  // namespace gs::detect
