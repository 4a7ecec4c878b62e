#include <cmath>

#include "detect/injection/evidence.h"

namespace gs::detect {
namespace {

struct Weights {
  float anywhere;  // what full evidence of the family adds to the log-odds
  float in_data;   // what it adds besides in a tool's result or a document
};

// Fitted by logistic regression with weights that cannot be negative, on injection.train and
// injection.train2 of the shared data (feature rows only), whole sources left out to choose the
// features; stretched so that a text without evidence stands at kBias and 1 % of ordinary texts at
// log-odds of 0.8, then rounded. Set by hand afterwards: kOverride stays above the threshold by
// itself; kFiction is kept low, because a harmless story has the same frame as a harmful one.
constexpr std::array<Weights, kFamilyCount> kWeights = {{
    {8.0f, 3.0f},  // kOverride
    {4.0f, 4.0f},  // kNewOrders
    {6.5f, 0.0f},  // kNoLimits
    {4.8f, 0.0f},  // kPersona
    {1.6f, 0.0f},  // kRolePlay
    {7.2f, 0.0f},  // kExtraction
    {2.5f, 0.0f},  // kNoRefusal
    {1.5f, 4.0f},  // kRoleMarker
    {3.7f, 5.0f},  // kAddressed
    {1.5f, 2.0f},  // kExfiltration
    {4.0f, 0.0f},  // kDecode
    {1.5f, 2.5f},  // kForcedOutput
    {2.5f, 2.5f},  // kUrgency
    {2.0f, 0.0f},  // kFiction
    {2.5f, 0.0f},  // kTwoAnswers
    {3.2f, 0.0f},  // kAuthority
    {6.5f, 0.0f},  // kSecretGame
    {0.0f, 6.0f},  // kRequest
    {0.0f, 0.0f},  // kMention
}};
constexpr double kBias = -4.0;
constexpr double kHidden = 2.5;
constexpr double kSurprise = 5.6;

}  // namespace

double injection_score(const Evidence& evidence) {
  double sum = kHidden * evidence.hidden + kSurprise * evidence.surprise;
  for (size_t i = 0; i < kFamilyCount; ++i) {
    const Weights& weights = kWeights[i];
    sum += evidence.family[i] * (weights.anywhere + (evidence.in_data ? weights.in_data : 0.0f));
  }
  if (sum == 0) return 0;
  return 1 / (1 + std::exp(-(kBias + sum)));
}

}  // namespace gs::detect
